// The counting page. A row is one vial: a seal to tick, or an amount to type; what is ticked or typed leads on to the
// next row that is not counted. The pad of keys types into the amount that is in hand; arrow keys step by 0.1 mL.
// A keyboard-wedge scanner may type anywhere on the page: its code leads to the row of that vial, and is never taken
// for an amount. Without this script the page is a plain form.
const form = document.querySelector("form[data-count]");
const rows = [...form.querySelectorAll("[data-row]")];
const dock = document.querySelector("[data-dock]");
const STEP_UL = 100;

const seal = (row) => row.querySelector("input[type=checkbox]");
const amount = (row) => row.querySelector("input[type=text]");
const rowOf = (element) => element?.closest?.("[data-row]") ?? null;
const ofDevice = (row) => row.dataset.unit === "device";
const counted = (row) => Boolean(seal(row)?.checked) || amount(row).value.trim() !== "";
const say = (text) => document.dispatchEvent(new CustomEvent("kit:say", { detail: { text, now: true } }));
const tell = (text) => {
  document.dispatchEvent(new CustomEvent("kit:toast", { detail: { text } }));
  say(text);
};

// A pad on the page makes a screen's own keyboard needless; a phone has room for its own only.
if (matchMedia("(pointer: coarse) and (min-width: 48rem)").matches) for (const row of rows) amount(row).inputMode = "none";

let inHand = null;

function show() {
  const done = rows.filter(counted).length;
  for (const row of rows) {
    row.dataset.state = counted(row) ? "counted" : "open";
    row.toggleAttribute("data-current", row === inHand);
  }
  for (const place of document.querySelectorAll("[data-counted]")) place.textContent = `${done} of ${rows.length}`;
  for (const bar of document.querySelectorAll("[data-counted-bar]")) bar.value = done;
  if (!dock) return;
  const all = done === rows.length;
  dock.querySelector("[data-dock-next]").textContent = all ? dock.dataset.wordSign : dock.dataset.wordNext;
  dock.querySelector("[data-dock-title]").textContent = inHand ? inHand.dataset.title : dock.dataset.wordNone;
  dock.querySelector("[data-dock-facts]").textContent = inHand ? inHand.dataset.facts : "";
  dock.querySelector("[data-dock-amount]").textContent = inHand ? inWords(inHand) : "–";
  dock.toggleAttribute("data-typing", Boolean(inHand && !ofDevice(inHand) && !amount(inHand).closest("[hidden]")));
}

function inWords(row) {
  const value = amount(row).value;
  if (value === "") return seal(row)?.checked ? "sealed" : "–";
  return ofDevice(row) ? { 0: "not there", 1: "there" }[value] ?? value : `${value} mL`;
}

function take(row, { focus = true } = {}) {
  inHand = row;
  if (focus) {
    const closed = amount(row).closest("[hidden]");
    (closed ? seal(row) : amount(row)).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  show();
}

function next(from) {
  const start = rows.indexOf(from) + 1;
  const found = [...rows.slice(start), ...rows.slice(0, start)].find((row) => !counted(row));
  if (found) take(found);
  else sign();
}

function sign() {
  inHand = null;
  show();
  const field = document.querySelector("[data-sign] input:not([type=hidden])");
  field?.scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
}

function put(input, text) {
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// Exact: a decimal as typed, in whole microlitres; null for what is none.
function microlitres(text) {
  const found = /^(\d{1,6})(?:[.,](\d{0,3}))?$/.exec(text.trim());
  return found ? Number(found[1]) * 1000 + Number((found[2] || "").padEnd(3, "0")) : null;
}

function step(input, by) {
  const now = input.value.trim() === "" ? 0 : microlitres(input.value);
  if (now === null || ofDevice(rowOf(input))) return;
  const ul = Math.max(0, now + by);
  put(input, `${Math.floor(ul / 1000)}.${String(ul % 1000).padStart(3, "0")}`.replace(/\.?0+$/, "") || "0");
}

// Rows of sealed vials keep their amount out of the way until somebody asks for it.
for (const row of rows) {
  const more = row.querySelector("[data-more]");
  if (!more) continue;
  const field = amount(row).closest("[data-amount]");
  field.hidden = amount(row).value === "";
  more.hidden = !field.hidden;
  more.addEventListener("click", () => {
    if (seal(row).checked) {
      seal(row).checked = false;
      seal(row).dispatchEvent(new Event("input", { bubbles: true }));
    }
    field.hidden = false;
    more.hidden = true;
    if (ofDevice(row)) {
      put(amount(row), "0"); // a device is there or it is not
      next(row);
    } else take(row);
  });
}
form.addEventListener("kit:restored", () => {
  for (const row of rows) {
    const field = amount(row).closest("[data-amount]");
    if (field?.hidden && amount(row).value !== "") {
      field.hidden = false;
      row.querySelector("[data-more]").hidden = true;
    }
  }
  show();
});

form.addEventListener("change", (event) => {
  const row = rowOf(event.target);
  if (!row || event.target.type !== "checkbox") return;
  if (event.target.checked) {
    if (amount(row).value) put(amount(row), "");
    if (ofDevice(row)) {
      // Found after all: it is asked again by one tap.
      amount(row).closest("[data-amount]").hidden = true;
      row.querySelector("[data-more]").hidden = false;
    }
    say(`${row.dataset.title}: sealed`);
    next(row);
  } else take(row);
});
form.addEventListener("input", (event) => {
  const row = rowOf(event.target);
  if (!row) return;
  if (event.target.type === "text" && event.target.value && seal(row)?.checked) seal(row).checked = false;
  show();
});
form.addEventListener("focusin", (event) => {
  const row = rowOf(event.target);
  if (row) take(row, { focus: false });
});
form.addEventListener("keydown", (event) => {
  const row = rowOf(event.target);
  if (!row || event.defaultPrevented || event.isComposing) return;
  const typing = event.target === amount(row);
  if (event.key === "Enter") {
    event.preventDefault(); // Enter signs nothing: it leads on.
    if (!typing && event.target.type === "checkbox" && !event.target.checked) event.target.click();
    else if (event.target.tagName === "BUTTON") event.target.click();
    else next(row);
  } else if (typing && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    step(event.target, event.key === "ArrowUp" ? STEP_UL : -STEP_UL);
  }
});

dock?.addEventListener("pointerdown", (event) => {
  if (event.target.closest("[data-type], [data-step], [data-back]")) event.preventDefault(); // the amount keeps the focus
});
dock?.addEventListener("click", (event) => {
  const key = event.target.closest("button");
  if (!key) return;
  if (key.matches("[data-dock-next]")) {
    next(inHand ?? rows[rows.length - 1]);
    return;
  }
  if (!inHand || amount(inHand).closest("[hidden]")) return;
  const input = amount(inHand);
  if (key.dataset.type) put(input, input.value + key.dataset.type);
  else if (key.dataset.step) step(input, Number(key.dataset.step) * STEP_UL);
  else if (key.matches("[data-back]")) put(input, input.value.slice(0, -1));
});

// What is typed since the last key that is no character. A GS1 code is known by its look, a vial's own number by its
// letters; one of digits alone could be an amount, so it counts as scanned only when it came quicker than any hand.
const QUICK_MS = 45;
const SEPARATOR = "\x1d";
const GS1 = /(\]d2|\(01\)|01\d{14}).*$/s;
let typed = { text: "", since: 0, field: null };

function elements(code) {
  const printed = [...code.matchAll(/\((\d{2})\)([^()]*)/g)];
  if (code.startsWith("(")) return Object.fromEntries(printed.map(([, name, value]) => [name, value]));
  let rest = code.replace(/^\]d2/, "").replace(/^\x1d/, "");
  const found = {};
  const widths = { "01": 14, "17": 6 };
  while (rest.length > 2) {
    const name = rest.slice(0, 2);
    rest = rest.slice(2);
    const end = widths[name] ?? (rest.includes("\x1d") ? rest.indexOf("\x1d") : rest.length);
    found[name] = rest.slice(0, end);
    rest = rest.slice(end).replace(/^\x1d/, "");
  }
  return found;
}

function ofCode(code) {
  const said = elements(code);
  const ndc = (said["01"] || "").slice(3, 13);
  // Some scanners leave the separators out: then the lot's end is not known, only its beginning.
  const fits = (row) => row.dataset.ndc === ndc && (!said["10"] || said["10"].toLowerCase().startsWith(row.dataset.lot.toLowerCase()));
  const found = rows.filter(fits);
  return found.find((row) => !counted(row)) ?? found[0];
}

// What was scanned with this Enter: its text, and the row that it means; null when nothing was.
function scanned(now) {
  const code = GS1.exec(typed.text)?.[0];
  if (code) return { code, row: ofCode(code) };
  const own = rows.find((row) => row.dataset.code.toLowerCase() === typed.text.toLowerCase());
  const quick = now - typed.since < QUICK_MS * (typed.text.length + 1);
  return own && (quick || /\D/.test(typed.text)) ? { code: typed.text, row: own } : null;
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey || event.isComposing || event.key === "Shift" || event.key === "Control") return;
  const separator = (event.ctrlKey && event.key === "]") || event.key === SEPARATOR || event.key === "F8";
  if (event.key === "Enter") {
    const found = typed.text.length > 1 ? scanned(event.timeStamp) : null;
    const field = typed.field;
    typed = { text: "", since: 0, field: null };
    if (!found) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const written = found.code.replaceAll(SEPARATOR, "");
    if (field?.value.endsWith(written)) put(field, field.value.slice(0, -written.length));
    if (found.row) {
      take(found.row);
      say(`${found.row.dataset.title} scanned`);
    } else tell("This code belongs to nothing on this sheet. Look at the label; what the book does not know is put aside.");
    return;
  }
  if (event.key.length !== 1 && !separator) {
    typed = { text: "", since: 0, field: null };
    return;
  }
  if (event.target.matches?.("input[type=password]")) return;
  if (!typed.text) typed = { text: "", since: event.timeStamp, field: event.target.matches?.("input[type=text], input[type=email]") ? event.target : null };
  if (separator) event.preventDefault();
  typed.text += separator ? SEPARATOR : event.key;
}, true);
document.addEventListener("pointerdown", () => {
  typed = { text: "", since: 0, field: null };
});

const first = rows.find((row) => !counted(row));
if (first && !document.querySelector("[data-focus-now]")) take(first);
else show();
