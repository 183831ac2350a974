// The chairside page with and without a network. An act is written down, sealed, before it is sent; what did not get
// through waits, is shown in words, and is replayed in its order when the server is heard again. Nothing is merged
// here: the server enters an entry, knows it already, or keeps it for a person to decide.
import { send } from "../acts.js";
import { anchored, clinicTime, clockWords, offsetMs } from "./clock.js";
import { begun, heard, looked, lost } from "./link.js";
import { TAKEN, kept, ordered, phaseAfter, sentence, settled, stripWords, toSend } from "./queue.js";
import { Vault } from "./vault.js";

const main = document.querySelector("main[data-offline]");
const body = document.body;
const fromShell = main?.dataset.shell !== undefined;
const session = main?.dataset.session;
const here = main?.dataset.here;
const started = { device: Date.now(), steady: performance.now() };
const deviceNow = () => started.device + (performance.now() - started.steady);
const ANSWER_MS = 15_000;
const LOOK_MS = 3000;
const KEEP_MS = 1000;

let vault;
let anchor;
let link = begun(deviceNow(), !fromShell);
let entries = [];
let problem = "";
let sending = false;
let keepTimer = 0;
let seq = Date.now();

const now = () => clinicTime(anchor, deviceNow());
const mine = () => entries.filter((one) => one.session === session);
const waiting = () => entries.filter((one) => one.state !== "sending");
// What cannot be kept on this tablet leaves the page as it is without: forms are sent, nothing is promised.
const quietly = (promise) => promise.catch(() => null);
const say = (text, high = false) => {
  document.dispatchEvent(new CustomEvent("kit:toast", { detail: { text } }));
  document.dispatchEvent(new CustomEvent("kit:say", { detail: { text, high, now: true } }));
};

// What the page shows

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function sinceWords() {
  const since = link.state === "offline" ? clockWords(clinicTime(anchor, link.since), main.dataset.zone) : "";
  return stripWords(since, waiting().length, problem);
}

function show() {
  const offline = link.state === "offline";
  const words = sinceWords();
  const strip = main.querySelector("[data-offline-strip]");
  main.dataset.link = link.state;
  strip.hidden = words === "";
  write(strip.querySelector("[data-offline-words]"), words);
  const note = strip.querySelector("[data-offline-note]");
  note.hidden = !offline;
  const last = fromShell ? Number(main.dataset.shell) : clinicTime(anchor, link.since);
  write(note, offline ? `Given, left, rate and chart are those of ${clockWords(last, main.dataset.zone)}: read the pump. No number comes from the monitor here: look at it.` : "");
  const phase = phaseAfter(document.querySelector("[data-phase]").dataset.phase, mine());
  main.querySelector("[data-offline-acts]").hidden = !offline;
  for (const button of main.querySelectorAll("[data-offline-acts] [data-when]")) {
    button.hidden = !button.dataset.when.split(" ").includes(phase) || !document.getElementById(button.dataset.opens);
  }
  const list = strip.querySelector("[data-offline-entries]");
  strip.querySelector("[data-offline-list]").hidden = waiting().length === 0;
  const elsewhere = waiting().filter((one) => one.session !== session).length;
  const lines = ordered(waiting().filter((one) => one.session === session)).map((one) => {
    const line = document.createElement("li");
    const told = one.state === "not-yours" ? ` (${one.userName} has to sign in to send it)` : "";
    line.textContent = `${clockWords(Date.parse(one.measuredAt), main.dataset.zone)} ${sentence(one)}${told}`;
    return line;
  });
  if (elsewhere) {
    const line = document.createElement("li");
    line.textContent = `${elsewhere} of another session, on its own page`;
    lines.push(line);
  }
  list.replaceChildren(...lines);
  for (const part of main.querySelectorAll("[data-offline-only]")) part.hidden = !offline;
  for (const part of main.querySelectorAll("[data-online-only]")) part.hidden = offline;
  if (offline) hideOld();
}

// A number of the monitor that is older than its limit is absent, and says so.
function hideOld() {
  for (const tile of main.querySelectorAll(".tile")) {
    const age = tile.querySelector("[data-measured-at]");
    const limit = Number(age?.dataset.maxAgeS) * 1000;
    if (!limit || !(now() - Date.parse(age.dataset.measuredAt) > limit)) continue;
    const value = tile.querySelector(".tile-value > span");
    if (value && value.textContent !== "–") value.textContent = "–";
    tile.dataset.absent = "";
    tile.dataset.alarm = "";
  }
}

function turned(next) {
  if (next.state === link.state) {
    link = next;
    return false;
  }
  link = next;
  if (link.state === "offline") quietly(vault.put("marks", "offline-since", clinicTime(anchor, link.since)));
  else quietly(vault.remove("marks", "offline-since"));
  return true;
}

function look() {
  if (turned(looked(link, deviceNow()))) say(`${sinceWords()}. Go on as usual.`, true);
  show();
}

// Taking an entry

function fieldsOf(form, submitter) {
  const secret = [...form.elements].filter((one) => one.type === "password" || one.closest("[data-never-keep]")).map((one) => one.name);
  return kept([...new FormData(form, submitter).entries()], secret);
}

async function take(form, submitter, state) {
  const device = deviceNow();
  const fields = fieldsOf(form, submitter);
  const id = form.elements.client_id?.value || crypto.randomUUID();
  seq = Math.max(seq + 1, Date.now());
  const entry = {
    seq, id, session, act: form.dataset.actName, fields, measuredAt: new Date(clinicTime(anchor, device)).toISOString(),
    deviceAt: new Date(device).toISOString(), offsetMs: offsetMs(anchor, device), user: main.dataset.user,
    userName: main.dataset.userName, seenN: Number(main.querySelector("[data-seen-n]")?.dataset.seenN || 0), state, says: "",
  };
  await vault.seal("entries", id, entry);
  entries = [...entries.filter((one) => one.id !== id), entry];
  return entry;
}

async function queued(form, submitter) {
  const entry = await take(form, submitter, "waiting");
  const dialog = form.closest("dialog");
  if (dialog) document.dispatchEvent(new CustomEvent("kit:close", { detail: { value: dialog.id } }));
  const details = form.closest("details");
  if (details) details.open = false;
  document.dispatchEvent(new CustomEvent("kit:confirmed", { detail: { value: entry.id } }));
  form.reset();
  await vault.remove("drafts", draftId(form));
  say(`Kept on this tablet: ${sentence(entry)}`);
  show();
}

async function sentByPage(form, submitter) {
  const entry = await quietly(take(form, submitter, "sending"));
  await quietly(vault.remove("drafts", draftId(form)));
  const became = await send(form, submitter, () => quietly(draftAgain(form, entry)));
  if (became === "elsewhere") return; // the next page says what became of it
  if (became === "away") {
    turned(lost(link, deviceNow()));
    await queued(form, submitter);
  } else if (entry) {
    await forget(entry);
    show();
  }
}

async function forget(entry) {
  entries = entries.filter((one) => one.id !== entry.id);
  await vault.remove("entries", entry.id);
}

// What its author was told is not saved is sent by its author, and not by the page that comes next.
async function draftAgain(form, entry) {
  if (form.dataset.once) await sealDraft(form);
  if (entry) await forget(entry);
}

function onSubmit(event) {
  const form = event.target;
  clearTimeout(form.draftTimer);
  // Not form.method: the waste has a field of that name, which hides the form's own.
  if (event.defaultPrevented || !main.contains(form) || form.getAttribute("method") !== "post") return;
  const offline = link.state === "offline";
  // A button with an address of its own is another act than its form.
  const known = TAKEN.includes(form.dataset.actName) && !event.submitter?.hasAttribute("formaction");
  if (!known && !offline) return;
  // A password is never written down: what two sign is sent by the page alone.
  if (known && !offline && (form.dataset.twoSign !== undefined || form.dataset.actName === "alarm")) return;
  event.preventDefault();
  if (!known) say("This needs the network. Nothing was sent; do it when it is back.", true);
  else (offline ? queued : sentByPage)(form, event.submitter).catch(() => form.dispatchEvent(new CustomEvent("kit:not-sent", { bubbles: true })));
}

// Drafts: what is typed and not yet sent outlives the tab, sealed.

const draftId = (form) => `${session}:${form.dataset.once || form.dataset.actName}`;

function onInput(event) {
  const form = event.target.form;
  if (!form?.dataset.once || !main.contains(form) || event.target.type === "password") return;
  clearTimeout(form.draftTimer);
  form.draftTimer = setTimeout(() => quietly(sealDraft(form)), 300);
}

const sealDraft = (form) => vault.seal("drafts", draftId(form), { key: form.dataset.once, at: now(), fields: fieldsOf(form, null) });

async function bringBack() {
  for (const form of main.querySelectorAll("form[data-once]:not([data-brought])")) {
    form.dataset.brought = "";
    const draft = await vault.unseal("drafts", draftId(form));
    if (!draft || sessionStorage.getItem(`draft:${draft.key}`) || form.querySelector(".error-summary")) continue;
    for (const [name, value] of draft.fields) {
      for (const field of [...form.elements].filter((one) => one.name === name && one.type !== "submit")) {
        if (["radio", "checkbox"].includes(field.type)) field.checked ||= field.value === value;
        else if (name !== "client_id") field.value = value;
      }
    }
    form.dispatchEvent(new CustomEvent("kit:restored", { bubbles: true }));
    say(`What you typed at ${clockWords(draft.at, main.dataset.zone)} and did not send is back in its form: ${form.dataset.actName}`);
  }
}

// Sending

async function reached() {
  const answer = await fetch(`${here}poll?live&cursor=0`, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(ANSWER_MS) });
  return answer.ok && !answer.redirected ? "here" : answer.redirected || answer.status === 401 ? "signed-out" : "away";
}

async function replay() {
  const ready = ordered(entries.filter((one) => one.state === "waiting" || one.state === "not-yours"));
  if (sending || !ready.length || link.state === "offline") return;
  sending = true;
  let entered = false;
  try {
    for (const other of new Set(ready.map((one) => one.session))) {
      entered = (await replayed(other, ready.filter((one) => one.session === other))) || entered;
    }
  } catch {
    turned(lost(link, deviceNow()));
  }
  sending = false;
  show();
  if (entered && !main.querySelector("dialog[open]")) location.assign(here);
}

async function replayed(of, theirs) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || main.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  const answer = await fetch(`/staff/infusions/${of}/replay/`, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(toSend(main.dataset.signIn, theirs)),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (answer.status >= 500) throw new Error("away");
  if (answer.redirected || answer.status === 401 || answer.status === 403) problem = "sign in again to send them";
  else if (answer.status === 423) problem = "unlock the screen to send them";
  else if (!answer.ok) problem = "the server cannot read them; call for help, nothing is lost";
  if (!answer.ok || answer.redirected) return false;
  const { gone, stay } = settled(theirs, (await answer.json()).results);
  for (const one of gone) await vault.remove("entries", one.id);
  for (const one of stay) await vault.seal("entries", one.id, one);
  entries = [...entries.filter((one) => !theirs.includes(one)), ...stay];
  problem = stay.length ? "their author has to sign in" : "";
  return gone.length > 0;
}

// The page as it is last known

function keepSoon() {
  clearTimeout(keepTimer);
  keepTimer = setTimeout(() => quietly(keepPage()), KEEP_MS);
}

async function keepPage() {
  if (fromShell || link.state === "offline" || main.querySelector("[data-fetched]")) return;
  const copy = main.cloneNode(true);
  for (const field of copy.querySelectorAll("input[type=password]")) field.removeAttribute("value");
  for (const dialog of copy.querySelectorAll("dialog[open]")) dialog.removeAttribute("open");
  await vault.seal("pages", session, { html: copy.outerHTML, title: document.title, anchor, heardAt: now() });
  await navigator.serviceWorker.ready;
  main.dataset.kept = "";
}

// From here on

async function confirmed() {
  for (const { dataset } of document.querySelectorAll("[data-confirmed]")) {
    await vault.remove("entries", dataset.confirmed);
    for (const id of await vault.ids("drafts")) {
      const draft = await vault.unseal("drafts", id);
      if (draft?.fields.some(([name, value]) => name === "client_id" && value === dataset.confirmed)) await vault.remove("drafts", id);
    }
  }
  entries = await vault.all("entries");
  if (fromShell) {
    entries = entries.map((one) => ({ ...one, state: one.state === "sending" ? "waiting" : one.state }));
    return;
  }
  // Its own page came back with what is wrong: it is in the form again, not on its way.
  const refused = document.querySelector("form[data-act-name]:has(.error-summary)")?.dataset.actName;
  for (const one of entries.filter((each) => each.session === session && each.state === "sending" && each.act === refused)) {
    await vault.remove("entries", one.id);
  }
  entries = entries
    .filter((one) => !(one.session === session && one.state === "sending" && one.act === refused))
    .map((one) => ({ ...one, state: one.state === "sending" ? "waiting" : one.state }));
}

async function comeBack() {
  if (link.state === "online" && !fromShell) return;
  let answer = "away";
  try {
    answer = await reached();
  } catch {
    return;
  }
  if (answer === "away") return;
  if (answer === "signed-out") problem = "sign in again to send them";
  turned(heard(link, deviceNow()));
  await replay();
  if (fromShell && !main.querySelector("dialog[open]")) location.assign(here);
}

async function start() {
  anchor = anchored(Date.parse(body.dataset.serverNow), started.device, Number(body.dataset.clockSpeed) || 1);
  vault = await Vault.open();
  await vault.use(main.dataset.signIn);
  const since = await vault.get("marks", "offline-since");
  if (fromShell) link = { ...link, since: anchor.device + ((since ?? Number(main.dataset.shell)) - anchor.server) / anchor.speed };
  else await vault.remove("marks", "offline-since");
  await confirmed();
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("input", onInput);
  document.addEventListener("kit:clock", ({ detail }) => {
    if (!detail.now || detail.database === "lost") return;
    anchor = anchored(Date.parse(detail.now), deviceNow(), detail.speed || anchor.speed);
    if (turned(heard(link, deviceNow()))) quietly(replay());
  });
  addEventListener("offline", () => {
    if (turned(lost(link, deviceNow()))) say(`${sinceWords()}. Go on as usual.`, true);
    show();
  });
  addEventListener("online", () => quietly(comeBack()));
  document.addEventListener("htmx:afterSettle", () => {
    quietly(bringBack());
    keepSoon();
  });
  await navigator.serviceWorker.register("/staff/infusions/worker.js", { scope: "/staff/infusions/" }).catch(() => null);
  await bringBack();
  if (document.querySelector("[data-phase]").dataset.phase === "closed") await vault.forget(session);
  else keepSoon();
  setInterval(look, 1000);
  setInterval(() => quietly(comeBack()), LOOK_MS);
  show();
  main.dataset.queue = "ready";
  await replay();
}

if (main && globalThis.indexedDB && globalThis.crypto?.subtle && navigator.serviceWorker) quietly(start());
