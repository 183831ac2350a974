// A button that puts a value into a field: data-sets="id of the field" data-value="…".
// The field hears it as if it had been typed, so that drafts and previews follow.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sets]");
  if (!button) return;
  const field = document.getElementById(button.dataset.sets);
  if (!field) return;
  field.value = button.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
});
