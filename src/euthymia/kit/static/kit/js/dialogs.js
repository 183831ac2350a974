// [data-opens="id"] opens that <dialog>, [data-closes] closes the one it is in. Focus goes back to the opener,
// found again by its data-opens when the page around it was refreshed meanwhile.
const openers = new WeakMap();

function open(dialog, opener) {
  if (!dialog || dialog.open) return;
  openers.set(dialog, opener);
  dialog.showModal();
  const first = dialog.querySelector("[autofocus], [aria-invalid='true']");
  first?.focus();
}

function giveBack(dialog) {
  const opener = openers.get(dialog);
  if (!opener) return;
  const again = opener.isConnected ? opener : document.querySelector(`[data-opens="${CSS.escape(dialog.id)}"]`);
  again?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    open(document.getElementById(opener.dataset.opens), opener);
    return;
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) {
    closer.closest("dialog")?.close();
    return;
  }
  // A tap beside a dialog closes it, unless it holds a form: a slip must not lose an entry.
  const dialog = event.target;
  if (dialog instanceof HTMLDialogElement && dialog.open && !dialog.querySelector("form")) {
    const box = dialog.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) dialog.close();
  }
});

document.addEventListener("close", (event) => giveBack(event.target), true);

document.addEventListener("kit:close", (event) => {
  const id = event.detail?.value;
  if (id) document.getElementById(id)?.close();
  else for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
});

function openArrived() {
  for (const dialog of document.querySelectorAll("dialog[data-open-now]")) {
    dialog.removeAttribute("data-open-now");
    open(dialog, document.activeElement);
  }
}

document.addEventListener("htmx:afterSettle", openArrived);
openArrived();
