// An act at the chair, answered with what it changed: its parts take the places of the old ones, the dialog closes, the
// focus goes back to its opener. A refused form comes back into its dialog. Any other answer (locked, signed out, no
// permission, a fault) is not the chair's: the form is then sent as without this script, and what comes is shown. That
// does nothing twice, by the form's client_id. Other windows fetch the same parts when the stream tells them to.
const ANSWER_MS = 8000; // once.js lets a form be sent again after ten seconds
const LOCKED = 423;
const PARTS = "#said, #log, #due, #tool-monitor, #rail-acts, #figures, #actions, #emergency-facts, #dialogs";
const main = document.querySelector("main[data-here]");
const here = main?.dataset.here;
const sent = new WeakSet();
let pressed = null;
let behind = false;

const tell = (name, detail, of = document) => of.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
const part = (id) => document.getElementById(id);
const addressOf = (form, submitter) => submitter?.getAttribute("formaction") || form.getAttribute("action");

function natively(form, submitter) {
  const chosen = document.createElement("input");
  chosen.type = "hidden";
  if (submitter?.name) [chosen.name, chosen.value] = [submitter.name, submitter.value];
  form.append(chosen);
  form.setAttribute("action", addressOf(form, submitter));
  HTMLFormElement.prototype.submit.call(form); // a form may have a field of that name
  return "elsewhere";
}

function put(target, html, swapStyle, selectOOB) {
  window.htmx.swap(target, html, { swapStyle, swapDelay: 0, settleDelay: 0 }, { contextElement: main, selectOOB });
}

function done(form, html, page) {
  const message = page.getElementById("live-message");
  const dialog = form.closest("dialog");
  const details = form.closest("details");
  if (dialog) tell("kit:close", { value: dialog.id });
  if (details) details.open = false;
  behind = false;
  put(main, html, "none", PARTS);
  if (location.pathname !== here) history.replaceState(history.state, "", here);
  if (message) tell("kit:live", JSON.parse(message.textContent));
  else window.htmx.trigger(main.querySelector("[data-refresh=calls]"), "refresh");
  tell("kit:say", { text: part("said").textContent.trim(), now: true });
  if (document.activeElement === document.body) main.focus({ preventScroll: true });
  return "done";
}

function refused(form, fresh) {
  // What stands in it now is the refused form: a later answer brings it empty.
  const place = part("dialogs");
  place.dataset.asOf = "";
  const old = part(fresh.id);
  tell("kit:refused", null, form);
  form.closest("dialog")?.close();
  put(old || place, fresh.outerHTML, old ? "outerHTML" : "beforeend");
  return "refused";
}

async function post(form, submitter) {
  const body = new URLSearchParams(new FormData(form));
  if (submitter?.name) body.append(submitter.name, submitter.value);
  const answer = await fetch(addressOf(form, submitter), {
    method: "POST",
    headers: { "HX-Request": "true" },
    body,
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  return { answer, html: await answer.text() };
}

/** What became of it: "done", "refused", "elsewhere" (what comes is shown) or "away" (no answer came). `notTaken` is
 * waited for where the screen was locked: nothing was saved, and the page that comes says so. */
export async function send(form, submitter, notTaken = async () => {}) {
  if (sent.has(form)) return "elsewhere";
  if (!window.htmx) return natively(form, submitter);
  sent.add(form);
  let came;
  try {
    came = await post(form, submitter);
  } catch {
    return "away";
  } finally {
    sent.delete(form);
  }
  const { answer, html } = came;
  const page = new DOMParser().parseFromString(html, "text/html");
  const ours = !answer.redirected || new URL(answer.url).pathname === here;
  const again = page.querySelector("dialog[data-open-now]");
  let next = answer.headers.get("HX-Redirect");
  try {
    if (ours && answer.status === 200 && page.getElementById("said")) return done(form, html, page);
    if (ours && answer.status === 422 && again) return refused(form, again);
    if (answer.status === LOCKED) await notTaken();
    if (!next) return natively(form, submitter);
  } catch {
    next = here; // it was answered, and this page could not show it
  }
  location.assign(next);
  return "elsewhere";
}

async function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || !main.contains(form) || !form.dataset.actName) return;
  event.preventDefault();
  const became = await send(form, event.submitter);
  if (became === "away") tell("kit:not-sent", null, form);
}

// What is under the hand stays as it is: an open dialog, a button that is being pressed, and what nothing has changed.
// An answer that was overtaken by a newer one changes nothing.

const entries = (log) => Number(log.querySelector("[data-seen-n]").dataset.seenN);
const standsOpen = () => main.querySelector("dialog[data-act][open]") !== null;
let overtaken = false;

function onSwap({ detail }) {
  const { target } = detail;
  const fresh = detail.fragment.firstElementChild;
  if (target.id === "log") overtaken = entries(fresh) < entries(target); // the first of what changes
  const same = target.dataset.asOf === undefined ? target.isEqualNode(fresh) : target.dataset.asOf === fresh.dataset.asOf;
  const held = target.id === "dialogs" ? standsOpen() : target.contains(pressed);
  if (held && !same) behind = true;
  if (held || same || (overtaken && target.id !== "said")) detail.shouldSwap = false;
}

function letGo() {
  pressed = null;
  if (!behind || standsOpen()) return;
  behind = false;
  window.htmx.trigger(main.querySelector("[data-refresh=log]"), "refresh");
}

function start() {
  document.addEventListener("submit", onSubmit);
  main.addEventListener("htmx:oobBeforeSwap", onSwap);
  main.addEventListener("pointerdown", (event) => (pressed = event.button === 0 ? event.target.closest("button, a, summary") : null), true);
  for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, () => setTimeout(letGo, 0), true);
  main.addEventListener("close", letGo, true);
}

if (main) start();
