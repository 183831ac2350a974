// A button that prints the page: data-print. Hidden where there is no script to hear it.
for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
