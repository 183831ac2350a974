// A button that puts values into fields: data-sets="id of the field" data-value="…", or data-fills with a JSON object of
// ids and values. The fields hear it as if it had been typed, so that drafts and previews follow.
function put(id, value) {
  const field = document.getElementById(id);
  if (!field) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sets], [data-fills]");
  if (!button) return;
  const values = button.dataset.fills ? JSON.parse(button.dataset.fills) : { [button.dataset.sets]: button.dataset.value };
  for (const [id, value] of Object.entries(values)) put(id, value);
  if (!matchMedia("(pointer: coarse)").matches) document.getElementById(Object.keys(values).pop())?.focus();
});
