// The patient's button. A press is written down on the device with an id of its own before it is sent, and sent again
// until the server's receipt is here: a lost message, a reload or a restart loses none. What is kept says nothing of
// the patient: an id, one of five words, and when it was pressed.
const place = document.querySelector("[data-call-button]");
const form = place?.querySelector("form");
const says = place?.querySelector("[data-call-says]");
const KEPT = `call:${place?.dataset.address}`;
const RETRY_MS = [500, 1000, 2000, 3000];
const ANSWER_MS = 8000;
const LOOK_MS = 2000;
const LONGEST_MS = 60 * 60 * 1000;
let sending = false;
let attempt = 0;
let since = null; // when the wait began, by this device's clock
let state = place?.dataset.state || "none";

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

let kept = [];
try {
  kept = JSON.parse(localStorage.getItem(KEPT) || "[]").filter((one) => Date.now() - one.at < LONGEST_MS);
} catch {
  kept = [];
}

function keep() {
  try {
    if (kept.length) localStorage.setItem(KEPT, JSON.stringify(kept));
    else localStorage.removeItem(KEPT);
  } catch {
    // No room: the press lives as long as the page does.
  }
}

function tell(word) {
  const seconds = since === null ? "" : ` ${Math.max(0, Math.floor((Date.now() - since) / 1000))} ${place.dataset.wordSeconds}`;
  const counts = ["waiting", "told"].includes(word);
  const text = (place.dataset[`word${word.replace(/(^|-)(\w)/g, (all, dash, letter) => letter.toUpperCase())}`] || "") + (counts ? seconds : "");
  if (says.textContent !== text) says.textContent = text;
  place.dataset.state = word;
}

function show() {
  if (kept.length) tell(attempt > 1 ? "retry" : "sending");
  else tell(state);
}

function heard(answer) {
  state = answer.state;
  since = ["waiting", "told"].includes(state) ? Date.now() - answer.waited_s * 1000 : null;
  show();
}

async function ask(address, options) {
  const answer = await fetch(address, {
    ...options,
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (answer.redirected) return { status: 401, body: null };
  return { status: answer.status, body: answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null };
}

async function send() {
  if (sending || !kept.length) return;
  sending = true;
  const one = kept[0];
  const data = new FormData(form);
  data.set("client_id", one.id);
  data.set("wish", one.wish);
  data.set("ago_s", String((Date.now() - one.at) / 1000));
  let done = false;
  try {
    const answer = await ask(place.dataset.address, { method: "POST", body: new URLSearchParams(data) });
    if (answer.status === 200 || answer.status === 409 || answer.status === 422) {
      kept = kept.filter((other) => other.id !== one.id);
      keep();
      attempt = 0;
      done = true;
      heard(answer.body);
    } else if (answer.status === 401 || answer.status === 403) {
      tell("signed-out");
    }
  } catch {
    // Not through: said below, and tried again.
  }
  sending = false;
  if (!done) {
    attempt += 1;
    if (place.dataset.state !== "signed-out") show();
  }
  if (kept.length) setTimeout(send, done ? 0 : RETRY_MS[Math.min(attempt, RETRY_MS.length) - 1]);
}

async function look() {
  if (!kept.length && !document.hidden) {
    try {
      const answer = await ask(`${place.dataset.address}?state`);
      if (answer.status === 200) heard(answer.body);
      else if (answer.status === 401) tell("signed-out");
    } catch {
      // The next look tells.
    }
  }
  setTimeout(look, LOOK_MS);
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    kept.push({ id: uuid(), wish: event.submitter?.value || "", at: Date.now() });
    keep();
    if (kept.length === 1) attempt = 0;
    show();
    send();
  });
  if (["waiting", "told"].includes(state)) since = Date.now() - Number(place.dataset.waitedS) * 1000;
  addEventListener("online", send);
  setInterval(show, 1000);
  show();
  send();
  look();
}
