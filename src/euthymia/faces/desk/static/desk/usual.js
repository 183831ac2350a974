// A form of a stay, [data-usual]: choosing what it is for fills in how long its parts were the last time. What was
// typed by hand stays.
const NAMES = ["prep_min", "session_min", "recovery_min", "turnover_min"];
const usual = JSON.parse(document.getElementById("usual-minutes")?.textContent || "{}");
const form = document.querySelector("form[data-usual]");
const typed = new Set();

form?.addEventListener("input", (event) => {
  if (NAMES.includes(event.target.name)) typed.add(event.target.name);
});

form?.addEventListener("change", (event) => {
  if (event.target.name !== "purpose") return;
  const minutes = usual[event.target.value];
  if (!minutes) return;
  NAMES.forEach((name, place) => {
    const field = form.elements[name];
    if (field && !typed.has(name)) field.value = minutes[place];
  });
});
