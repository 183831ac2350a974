// Forms with data-once="key": sent once, kept until the server confirms, restored after a reload.
// An empty hidden client_id gets a UUID, so that the server can recognise the same entry sent twice.
// Confirmation: HX-Trigger {"kit:confirmed": "<client_id>"}, or an element [data-confirmed="<client_id>"] on any page.
// Passwords, PINs and files are never kept. [data-forget] on a page (signed out) drops every draft.
const PREFIX = "draft:";
const sending = new WeakSet();
const dirty = new WeakSet();

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let place = 5; place >= 0; place -= 1) {
    bytes[place] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const keyOf = (form) => PREFIX + form.dataset.once;

function keepable(field) {
  return field.name && !["password", "file", "submit", "button"].includes(field.type) &&
    field.name !== "csrfmiddlewaretoken" && !field.closest("[data-never-keep]");
}

function store(act) {
  try {
    return act(sessionStorage);
  } catch {
    return null; // Full or closed: the form works, without a draft.
  }
}

function keep(form) {
  const values = [...form.elements].filter(keepable).map((field) => {
    const ticked = ["checkbox", "radio"].includes(field.type);
    return [field.name, field.value, ticked ? field.checked : null];
  });
  const draft = { id: form.elements.client_id?.value || "", values };
  store((kept) => kept.setItem(keyOf(form), JSON.stringify(draft)));
}

function restore(form) {
  const draft = JSON.parse(store((kept) => kept.getItem(keyOf(form))) || "null");
  // The server's own answer is newer, also when it is about no single field: its client_id is another one.
  if (!draft || form.querySelector("[aria-invalid='true'], .error-summary")) return;
  for (const [name, value, ticked] of draft.values) {
    const fields = [...form.elements].filter((field) => field.name === name && keepable(field));
    if (ticked === null && fields[0]) fields[0].value = value;
    for (const field of fields) if (ticked !== null && field.value === value) field.checked = ticked;
  }
  dirty.add(form);
  form.dispatchEvent(new CustomEvent("kit:restored", { bubbles: true }));
  const text = form.dataset.wordRestored || document.documentElement.dataset.wordRestored || "Your unsent entry was kept and is back in the form";
  document.dispatchEvent(new CustomEvent("kit:toast", { detail: { text } }));
}

function release(id) {
  store((kept) => {
    for (const key of Object.keys(kept)) {
      if (key.startsWith(PREFIX) && (id === null || JSON.parse(kept.getItem(key)).id === id)) kept.removeItem(key);
    }
  });
  for (const form of document.querySelectorAll("form[data-once]")) {
    if (id === null || form.elements.client_id?.value === id) {
      dirty.delete(form);
      busy(form, false);
      form.reset();
      if (form.elements.client_id) form.elements.client_id.value = uuid();
    }
  }
}

function busy(form, on) {
  on ? sending.add(form) : sending.delete(form);
  for (const button of form.querySelectorAll("button:not([type='button'])")) {
    on ? button.setAttribute("aria-busy", "true") : button.removeAttribute("aria-busy");
  }
}

function adopt() {
  for (const mark of document.querySelectorAll("[data-confirmed]")) release(mark.dataset.confirmed);
  for (const form of document.querySelectorAll("form[data-once]:not([data-adopted])")) {
    form.dataset.adopted = "";
    restore(form);
    const id = form.elements.client_id;
    if (id && !id.value) id.value = uuid();
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-once]")) return;
  if (sending.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  keep(form);
  busy(form, true);
  // Called off, or no answer at all: the form must not stay shut. The client_id keeps a second sending harmless.
  setTimeout(() => busy(form, false), 10_000);
}, true);
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("form[data-once]")) return;
  dirty.add(form);
  keep(form);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-once]");
  if (!form) return;
  busy(form, false);
  if (!event.detail.successful) notSent(form);
});

function notSent(form) {
  const text = form.dataset.wordNotSent || document.documentElement.dataset.wordNotSent || "Not sent. Your entry is kept on this device; send it again";
  document.dispatchEvent(new CustomEvent("kit:toast", { detail: { text } }));
  document.dispatchEvent(new CustomEvent("kit:say", { detail: { text, high: true } }));
}

// For a form that a script sends: what became of it, where it was not confirmed.
document.addEventListener("kit:refused", (event) => busy(event.target, false));
document.addEventListener("kit:not-sent", (event) => {
  busy(event.target, false);
  notSent(event.target);
});
document.addEventListener("kit:confirmed", (event) => release(event.detail?.value));
document.addEventListener("htmx:afterSettle", adopt);
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-once]")) busy(form, false);
});
addEventListener("beforeunload", (event) => {
  const left = [...document.querySelectorAll("form[data-once]")].some((form) => dirty.has(form) && !sending.has(form));
  if (left) event.preventDefault();
});
if (document.querySelector("[data-forget]")) release(null);
adopt();
