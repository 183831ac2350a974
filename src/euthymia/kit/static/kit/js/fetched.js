// Dialogs that come after their page: [data-fetched] asks for them as soon as the page stands, and again until they
// are there, so that they can be opened when the server is away later. A press on [data-opens] of one that is still
// on its way waits for it, with the keys typed meanwhile; if it cannot come, that is said. Where the answer holds no
// such dialog, the button leads to its own address, as it does without scripts.
const RETRY_MS = [500, 1000, 2000, 5000];
const place = () => document.querySelector("[data-fetched]"); // a page may bring a new one
let asking = place(); // htmx asks when the page stands
let failures = 0;
let opener = null;
let byHand = false; // and not by a script, for a key
let typed = [];

function ask() {
  const now = place();
  if (!now || asking === now) return;
  asking = now;
  window.htmx.trigger(now, "fetch");
}

function wait(button, pressed) {
  opener = button;
  byHand = pressed;
  typed = [];
  button.setAttribute("aria-busy", "true");
  ask();
}

function endWait() {
  const waited = opener;
  opener?.removeAttribute("aria-busy");
  opener = null;
  return waited;
}

function say(text) {
  document.dispatchEvent(new CustomEvent("kit:toast", { detail: { text } }));
  document.dispatchEvent(new CustomEvent("kit:say", { detail: { text, high: true } }));
}

// What was typed before the field was there, as the field would have heard it.
function type(key) {
  const field = document.activeElement;
  if (!field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }))) return;
  if (key === "Enter") {
    if (field.matches("input")) [...field.form.elements].find((one) => one.type === "submit")?.click();
    else if (field.matches("button, a")) field.click();
  } else if (field.matches("textarea, input:not([type='radio'], [type='checkbox'])")) {
    field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: key }));
  }
}

function arrived(from) {
  asking = null;
  from.removeAttribute("data-fetched");
  const waited = endWait();
  if (!waited) return;
  const again = waited.isConnected ? waited : document.querySelector(`[data-opens="${CSS.escape(waited.dataset.opens)}"]`);
  if (byHand) again?.focus({ preventScroll: true }); // the dialog gives the focus back to where it was
  again?.click();
  for (const key of typed) type(key);
}

function failed(event) {
  if (event.target !== place()) return;
  asking = null;
  if (endWait()) say(event.target.dataset.wordAway || "This form cannot be fetched now: the server does not answer. Press again");
  setTimeout(ask, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
  failures += 1;
}

function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-opens]");
    if (!button || document.getElementById(button.dataset.opens) || !place()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!opener) wait(button, event.isTrusted);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (!opener || event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key === "Escape") endWait();
    else if (event.key.length === 1 || event.key === "Enter") typed.push(event.key);
  }, true);
  // When the forms have their drafts back, and not before: what was typed goes behind them.
  document.addEventListener("htmx:afterSettle", (event) => event.target === place() && setTimeout(arrived, 0, event.target));
  // A new place has been asked for by htmx itself.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target === place()) asking = event.target;
  });
  for (const kind of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(kind, failed);
}

if (place() && window.htmx) start();
