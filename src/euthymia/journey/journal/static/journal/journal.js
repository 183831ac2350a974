// The private journal. Its key lives in this page's memory while the journal is open, and nowhere else: not in the
// address, not in any storage of the browser. Closed by hand, after minutes without a touch, and when the page is left.
import { asText, found, standing } from "./book.js";
import * as seals from "./sealing.js";
import * as server from "./server.js";
import { part, say, show, showEntries, showPhrase, showShares, turnTo, when, word } from "./shown.js";

const root = document.querySelector("[data-journal]");
const $ = (id) => document.getElementById(id);
const given = (id) => JSON.parse($(id)?.textContent || "null");
const LEAST_SIGNS = 12;
const LOCK_MS = Number(root.dataset.lockS) * 1000;
const LOOK_MS = 5000;

let held = given("journal-held");
let key = null;
let versions = [];
let editing = null;
let draft = null; // what was being written when the journal closed, sealed
let making = null; // {raw, passphrase, phrase, group}: a key that is not kept yet
let touchedAt = Date.now();

const entries = () => standing(versions);
const placeOf = (entry, version) => `euthymia-journal:entry:${held.journal}:${entry}:${version}`;
const emptied = (...ids) => { for (const id of ids) $(id).value = ""; };

function list() {
  showEntries(entries(), found(entries(), $("journal-search").value));
}

function write(entry = null) {
  editing = entry;
  $("write-text").value = entry?.text || "";
  const prompt = $("write-prompt");
  prompt.value = entry?.prompt || "";
  if (entry?.prompt && !prompt.value) prompt.value = "";
  const title = root.querySelector("[data-write-title]");
  title.textContent = entry ? title.dataset.editing : title.dataset.writing;
  root.querySelector("[data-leave]").hidden = !entry;
}

// Opening and closing

async function enter(raw) {
  const mine = await seals.imported(raw);
  raw.fill(0);
  const rows = await server.allEntries();
  const read = await Promise.all(rows.map(async (row) => {
    const value = await seals.opened(mine, placeOf(row.entry, row.version), row);
    return value && { prompt: "", text: "", ...value, entry: row.entry, version: row.version, at: row.at };
  }));
  versions = read.filter(Boolean);
  key = mine;
  touchedAt = Date.now();
  write();
  list();
  show("open");
  const missing = read.length - versions.length;
  say(missing ? `${word("unopened")} ${missing}` : "", true);
  if (draft) {
    const kept = await seals.opened(key, "euthymia-journal:draft", draft);
    draft = null;
    write(entries().find((one) => one.entry === kept?.entry) || null);
    $("write-text").value = kept?.text || "";
    if (kept) say(word("restored"));
  }
}

/** Nothing readable stays: not in the page, not in its variables. */
function wipe() {
  key = null;
  versions = [];
  making = null;
  write();
  emptied("journal-search", "start-words", "start-again", "open-words", "recover-phrase", "recover-words", "change-now", "change-words", "phrase-group");
  showEntries([], []);
  showPhrase([]);
}

/** What is being written, sealed, until the journal is open again. */
async function setAside() {
  const text = $("write-text").value;
  if (key && text.trim()) draft = await seals.sealed(key, "euthymia-journal:draft", { entry: editing?.entry, text });
}

async function lock() {
  if (!key) return;
  await setAside();
  wipe();
  show("locked");
  say(word("locked"));
}

async function offerPhrase(next) {
  await setAside();
  const phrase = await seals.newPhrase();
  making = { ...next, phrase, group: 2 + (seals.randomBytes(1)[0] % 5) };
  showPhrase(phrase);
  root.querySelector("[data-group]").textContent = String(making.group);
  say("");
  show("phrase");
}

async function keepKey(told) {
  const answer = await server.keepKeys({ client_id: "", instead_of: "", by_passphrase: {}, by_recovery: {}, ...told });
  if (answer.refused) throw new Error(answer.refused);
  held = answer;
}

// What forms do: each returns a word to say when it could not be done

const acts = {
  async start() {
    const passphrase = $("start-words").value;
    if (passphrase.trim().length < LEAST_SIGNS) return "short";
    if (passphrase !== $("start-again").value) return "differ";
    if (!$("start-agree").checked) return "agree";
    await offerPhrase({ raw: seals.newRaw(), passphrase, instead: held?.journal || "" });
    emptied("start-words", "start-again");
  },
  async phrase() {
    const { raw, passphrase, phrase, group, instead } = making;
    if ($("phrase-group").value.trim().toUpperCase() !== phrase[group - 1]) return "group";
    const signs = await seals.phraseRead(phrase.join(""));
    const proof = await seals.proofOf(raw);
    const by_recovery = await seals.sealedByPhrase(raw, signs);
    if (passphrase) {
      const by_passphrase = await seals.sealedByPassphrase(raw, passphrase, Number(root.dataset.rounds));
      const client_id = (making.client_id ||= crypto.randomUUID());
      await keepKey({ client_id, instead_of: instead, by_passphrase, by_recovery, proof: seals.encoded(await seals.digest(proof)) });
    } else {
      await keepKey({ by_recovery, proof: seals.encoded(proof) });
    }
    making = null;
    showPhrase([]);
    emptied("phrase-group");
    await enter(raw);
  },
  async open() {
    const raw = await seals.openedByPassphrase(held.by_passphrase, $("open-words").value);
    if (!raw) return "wrong";
    emptied("open-words");
    await enter(raw);
  },
  async recover() {
    const passphrase = $("recover-words").value;
    const signs = await seals.phraseRead($("recover-phrase").value);
    if (!signs) return "phrase";
    if (passphrase.trim().length < LEAST_SIGNS) return "short";
    const raw = await seals.openedByPhrase(held.by_recovery, signs);
    if (!raw) return "wrong";
    const by_passphrase = await seals.sealedByPassphrase(raw, passphrase, Number(root.dataset.rounds));
    await keepKey({ by_passphrase, proof: seals.encoded(await seals.proofOf(raw)) });
    emptied("recover-phrase", "recover-words");
    await enter(raw);
    say(word("newKey"));
  },
  async change() {
    const passphrase = $("change-words").value;
    if (passphrase && passphrase.trim().length < LEAST_SIGNS) return "short";
    const raw = await seals.openedByPassphrase(held.by_passphrase, $("change-now").value);
    if (!raw) return "wrong";
    emptied("change-now", "change-words");
    if (!passphrase) return offerPhrase({ raw, passphrase: "" });
    const by_passphrase = await seals.sealedByPassphrase(raw, passphrase, Number(root.dataset.rounds));
    await keepKey({ by_passphrase, proof: seals.encoded(await seals.proofOf(raw)) });
    raw.fill(0);
    say(word("newKey"));
  },
  async write() {
    const text = $("write-text").value;
    if (!text.trim()) return "empty";
    const bad = await keep(editing, { prompt: $("write-prompt").value || editing?.prompt || "", text });
    if (bad) return bad;
    write();
    say(word("kept"));
  },
};

/** Seal a value as the next version of an entry, or of a new one. */
async function keep(entry, value) {
  const [of, version] = [entry?.entry || crypto.randomUUID(), (entry?.version || 0) + 1];
  const made = await seals.sealed(key, placeOf(of, version), value);
  if (!made) return "long";
  const row = await server.keepEntry({ client_id: crypto.randomUUID(), entry: of, version, ...made });
  if (row.refused) return row.refused === "changed" ? "changed" : "lost";
  versions.push({ prompt: "", text: "", ...value, entry: of, version, at: row.at });
  list();
  return undefined;
}

async function share(entry, to) {
  if (!to) return "whom";
  const raw = seals.newRaw();
  const id = crypto.randomUUID();
  const { prompt, text } = entry;
  const made = await seals.sealed(await seals.imported(raw), `euthymia-journal:share:${id}`, { prompt, text });
  const told = await server.keepShare({ share: id, entry: entry.entry, version: entry.version, to, key: seals.encoded(raw), ...made });
  if (told.refused) return "lost";
  showShares(told.shares);
  say(word("shared"));
  part("shares").querySelector("h2").focus();
  return undefined;
}

async function doing(form, act) {
  const button = form.querySelector("button:not([type=button])");
  if (button?.getAttribute("aria-busy")) return;
  button?.setAttribute("aria-busy", "true");
  try {
    const bad = await act();
    if (bad) say(word(bad), true);
  } catch {
    say(word("lost"), true);
  }
  button?.removeAttribute("aria-busy");
}

root.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const entry = entries().find((one) => one.entry === form.closest("[data-entry]")?.dataset.entry);
  doing(form, entry ? () => share(entry, form.querySelector("[data-reader]").value) : acts[form.dataset.act]);
});

root.addEventListener("click", (event) => {
  const button = event.target.closest("button[type=button]");
  if (!button) return;
  const entry = entries().find((one) => one.entry === button.closest("[data-entry]")?.dataset.entry);
  if (button.matches("[data-lock]")) lock();
  if (button.matches("[data-leave]")) write();
  if (button.matches("[data-act-new]")) show("start");
  if (button.matches("[data-export]")) saveFile();
  if (button.matches("[data-edit]")) {
    write(entry);
    $("write-text").focus();
  }
  if (button.matches("[data-hide]")) doing(button, async () => (await keep(entry, { hidden: true })) || say(word("hidden")));
  if (button.matches("[data-end]")) {
    doing(button, async () => {
      showShares((await server.endShare(button.closest("[data-share]").dataset.share)).shares);
      say(word("taken"));
    });
  }
});

function saveFile() {
  const address = URL.createObjectURL(new Blob([asText(entries(), when)], { type: "text/plain;charset=utf-8" }));
  Object.assign(document.createElement("a"), { href: address, download: `${word("file")}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(address), LOOK_MS);
}

$("journal-search").addEventListener("input", list);
for (const name of ["keydown", "pointerdown", "input"]) root.addEventListener(name, () => { touchedAt = Date.now(); });
setInterval(() => { if (Date.now() - touchedAt > LOCK_MS) lock(); }, LOOK_MS);
addEventListener("pagehide", wipe);
addEventListener("pageshow", (event) => { if (event.persisted && held) show("locked"); });
addEventListener("beforeunload", (event) => { if ((key && $("write-text").value.trim()) || draft) event.preventDefault(); });

showShares(given("journal-shared"));
if (!globalThis.crypto?.subtle) say(word("cannot"), true);
else turnTo(held ? "locked" : "start");
