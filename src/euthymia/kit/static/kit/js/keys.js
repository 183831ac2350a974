// Single keys: [data-key="v"] on a button or link presses it. Not while typing, not behind an open dialog,
// and not at all once the person turns them off ([data-keys-switch], or data-keys-off on <body>).
// "?" opens [data-keys-help] and lists every key of the page in [data-keys-list].
const STORE = "keys";

function on() {
  try {
    const kept = localStorage.getItem(STORE);
    if (kept) return kept === "on";
  } catch {
    // Storage closed: the page's own setting stands.
  }
  return !document.body.hasAttribute("data-keys-off");
}

function typing(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable], [role='combobox']");
}

function visible(element) {
  return element.getClientRects().length > 0 && !element.disabled;
}

function scope() {
  return [...document.querySelectorAll("dialog[open]")].pop() || document;
}

function keyed() {
  const place = scope();
  return [...place.querySelectorAll("[data-key]")].filter(
    (element) => visible(element) && (place !== document || !element.closest("dialog:not([open])"))
  );
}

function name(element) {
  const words = element.dataset.keyName || element.getAttribute("aria-label");
  if (words) return words;
  const copy = element.cloneNode(true);
  for (const key of copy.querySelectorAll("kbd, .visually-hidden")) key.remove();
  return copy.textContent.trim();
}

function fillHelp(help) {
  const list = help.querySelector("[data-keys-list]");
  if (!list) return;
  list.replaceChildren();
  const fixed = [["Ctrl K", list.dataset.wordPalette || "Search or jump to"], ["?", list.dataset.wordHelp || "This list"]];
  const own = keyed().map((element) => [element.dataset.key === " " ? "Space" : element.dataset.key.toUpperCase(), name(element)]);
  for (const [key, words] of [...own, ...fixed]) {
    const term = document.createElement("dt");
    const mark = document.createElement("kbd");
    mark.textContent = key;
    term.append(mark);
    const meaning = document.createElement("dd");
    meaning.textContent = words;
    list.append(term, meaning);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
  if (!on() || typing(event.target)) return;
  if (event.key === "?") {
    const help = document.querySelector("[data-keys-help]");
    if (help && !help.open) {
      event.preventDefault();
      fillHelp(help);
      help.showModal();
    }
    return;
  }
  // Space keeps its own meaning on anything that can be pressed.
  if (event.key === " " && event.target.closest?.("button, a, summary, [role='button'], [tabindex='0']")) return;
  const found = keyed().find((element) => element.dataset.key.toLowerCase() === event.key.toLowerCase());
  if (!found) return;
  event.preventDefault();
  if (!found.dataset.opens) found.focus();
  found.click();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const help = opener && document.getElementById(opener.dataset.opens);
  if (help?.matches("[data-keys-help]")) fillHelp(help);
}, true);

for (const box of document.querySelectorAll("[data-keys-switch]")) {
  box.checked = on();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(STORE, box.checked ? "on" : "off");
    } catch {
      document.body.toggleAttribute("data-keys-off", !box.checked);
    }
  });
}
