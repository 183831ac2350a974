// Speaks for those who listen. `kit:say` {text, high, now}: high interrupts; anything else waits its turn,
// one short sentence at most every 30 s, the newest winning. `now` answers something the person just did.
// Also shows `kit:toast` {text, undo: url} for 10 s, and lets go of [data-toast-s] after that many seconds.
const QUIET_MS = 30_000;
const TOAST_S = 10;
let last = -QUIET_MS;
let waiting = null;
let timer = 0;

const region = (kind) => document.querySelector(`[data-announce="${kind}"]`);

function speak(kind, text) {
  const place = region(kind);
  if (!place) return;
  place.textContent = "";
  requestAnimationFrame(() => {
    place.textContent = text;
  });
}

function flush() {
  timer = 0;
  if (waiting === null) return;
  speak("polite", waiting);
  waiting = null;
  last = performance.now();
}

document.addEventListener("kit:say", ({ detail }) => {
  if (!detail?.text) return;
  if (detail.high) speak("assertive", detail.text);
  else if (detail.now) speak("polite", detail.text);
  else {
    waiting = detail.text;
    const wait = Math.max(0, last + QUIET_MS - performance.now());
    if (!timer) timer = setTimeout(flush, wait);
  }
});

function keepFor(toast, seconds) {
  let left = seconds;
  const tick = setInterval(() => {
    if (!toast.isConnected) clearInterval(tick);
    else if (!toast.matches(":hover, :focus-within") && --left <= 0) toast.remove();
  }, 1000);
}

function adopt(scope) {
  for (const toast of scope.querySelectorAll("[data-toast-s]:not([data-adopted])")) {
    toast.dataset.adopted = "";
    keepFor(toast, Number(toast.dataset.toastS) || TOAST_S);
  }
}

document.addEventListener("kit:toast", ({ detail }) => {
  const place = document.getElementById("toasts");
  if (!place || !detail?.text) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  const words = document.createElement("span");
  words.textContent = detail.text;
  toast.append(words);
  if (detail.undo) {
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "button button-quiet";
    undo.textContent = detail.undoText || "Undo";
    undo.setAttribute("hx-post", detail.undo);
    undo.setAttribute("hx-swap", "none");
    undo.addEventListener("click", () => setTimeout(() => (toast.hidden = true), 0));
    toast.append(undo);
  }
  place.append(toast);
  if (window.htmx) window.htmx.process(toast);
  keepFor(toast, detail.seconds || TOAST_S);
});

document.addEventListener("htmx:afterSettle", () => adopt(document));
adopt(document);

// What was refused is heard first, also where the address names a place of the page (the skip link does): the browser
// goes to that place last.
const now = document.querySelector("[data-focus-now]");
if (now) {
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  now.focus();
  addEventListener("load", () => {
    if (document.activeElement === document.body || document.activeElement?.id === "main") now.focus();
  });
}
document.addEventListener("htmx:afterSettle", (event) => {
  event.target.querySelector?.("[data-focus-now]")?.focus();
});
