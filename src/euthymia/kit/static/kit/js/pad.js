// Number pad rows: [data-pad] with inputs that carry data-low and data-high. The next field is reached as soon as the
// number is plausible and no further digit could keep it so ("88" of 40–200, "148" but not "14"). Leaving a field
// outside its range says so; it never changes what was typed.
function fieldsOf(pad) {
  return [...pad.querySelectorAll("input[data-low][data-high]")];
}

function reading(input) {
  const text = input.value.trim().replace(",", ".");
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}

function complete(input) {
  if (!/^\d+$/.test(input.value.trim())) return false;
  const value = reading(input);
  const high = Number(input.dataset.high);
  return value >= Number(input.dataset.low) && value <= high && value * 10 > high;
}

function judge(input) {
  const value = reading(input);
  const empty = input.value.trim() === "";
  const unlikely = !empty && !(value >= Number(input.dataset.low) && value <= Number(input.dataset.high));
  input.dataset.plausible = empty ? "" : unlikely ? "unlikely" : "likely";
  const id = `${input.id}-plausible`;
  let note = document.getElementById(id);
  if (!unlikely) {
    note?.remove();
    return;
  }
  if (note) return;
  note = document.createElement("p");
  note.id = id;
  note.className = "pad-note";
  const words = input.closest("[data-pad]").dataset.wordUnlikely || "Is this right? Usual is";
  note.textContent = `${words} ${input.dataset.low}–${input.dataset.high}`;
  input.closest(".field").append(note);
  const described = (input.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
  if (!described.includes(id)) input.setAttribute("aria-describedby", [...described, id].join(" "));
}

// A note that appears moves what stands below it: while a finger or the mouse is down it waits, or the press that left
// the field would miss its button.
let held = false;
const waiting = new Set();

function judgeWaiting() {
  for (const input of waiting) judge(input);
  waiting.clear();
}

function letGo() {
  held = false;
  if (waiting.size) setTimeout(judgeWaiting, 0); // after the click that follows
}

document.addEventListener("input", (event) => {
  const pad = event.target.closest?.("[data-pad]");
  if (!pad || !event.target.matches("input[data-low][data-high]")) return;
  if (event.inputType && !event.inputType.startsWith("insert")) return;
  const fields = fieldsOf(pad);
  const next = fields[fields.indexOf(event.target) + 1];
  if (next && complete(event.target) && next.value === "") next.focus();
});

document.addEventListener("keydown", (event) => {
  const pad = event.target.closest?.("[data-pad]");
  if (!pad || !event.target.matches("input[data-low][data-high]")) return;
  const fields = fieldsOf(pad);
  const at = fields.indexOf(event.target);
  if (event.key === "Backspace" && event.target.value === "" && fields[at - 1]) {
    event.preventDefault();
    fields[at - 1].focus();
  } else if (event.key === "Enter" && fields[at + 1]) {
    event.preventDefault();
    fields[at + 1].focus();
  }
});

document.addEventListener("focusout", (event) => {
  if (!event.target.matches?.("[data-pad] input[data-low][data-high]")) return;
  waiting.add(event.target);
  if (!held) setTimeout(judgeWaiting, 0);
});
addEventListener("pointerdown", () => {
  held = true;
}, true);
addEventListener("pointerup", letGo, true);
addEventListener("pointercancel", letGo, true);
document.addEventListener("kit:restored", (event) => {
  for (const input of event.target.querySelectorAll("[data-pad] input[data-low][data-high]")) judge(input);
});
