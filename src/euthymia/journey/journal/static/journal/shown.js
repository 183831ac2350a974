// Entries and shares on the page. Text goes in as text, never as markup.
const root = document.querySelector("[data-journal]");
const language = document.documentElement.lang;

export const when = (at) => new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(new Date(at));
export const part = (name) => root.querySelector(`[data-part="${name}"]`);
export const word = (name) => root.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`];

/** Show this part and no other; what is shared stands below each of them. */
export function turnTo(name) {
  for (const one of root.querySelectorAll("[data-part]")) {
    if (one.dataset.part !== "shares") one.hidden = one.dataset.part !== name;
  }
}

/** The same, and its heading is where a keyboard goes on. */
export function show(name) {
  turnTo(name);
  part(name).querySelector("h2").focus();
}

/** Say what happened, seen and heard; nothing takes away what was said before. */
export function say(text, bad = false) {
  const place = root.querySelector("[data-says]");
  place.hidden = !text;
  place.textContent = text;
  place.classList.toggle("notice-warning", bad);
  place.classList.toggle("notice-ok", !bad);
}

function node(kind) {
  return root.querySelector(`template[data-${kind}]`).content.firstElementChild.cloneNode(true);
}

export function showEntries(entries, found) {
  const open = new Set([...root.querySelectorAll("[data-list] details[open]")].map((one) => one.dataset.entry));
  const rows = found.map((one) => {
    const row = node("entry");
    const put = (name, text) => { row.querySelector(`[data-${name}]`).textContent = text; };
    row.dataset.entry = row.querySelector("details").dataset.entry = one.entry;
    row.querySelector("details").open = open.has(one.entry);
    put("when", when(one.began));
    put("first", one.text.slice(0, 60));
    put("prompt", one.prompt);
    put("text", one.text);
    return row;
  });
  root.querySelector("[data-list]").replaceChildren(...rows);
  root.querySelector("[data-count]").textContent = entries.length ? String(entries.length) : "";
  const nothing = root.querySelector("[data-nothing]");
  nothing.hidden = found.length > 0;
  nothing.textContent = word(entries.length ? "none" : "first");
}

export function showShares(shares) {
  part("shares").hidden = !shares.length;
  const rows = shares.map((one) => {
    const row = node("share");
    row.dataset.share = one.share;
    row.querySelector("[data-to]").textContent = one.to;
    const reads = one.reads.length ? one.reads.map((at) => `${word("read")} ${when(at)}`) : [word("unread")];
    const ended = one.ended_at ? [`${word("ended")} ${when(one.ended_at)}`] : [];
    row.querySelector("[data-state]").textContent = [when(one.at), ...reads, ...ended].join(" · ");
    row.querySelector("[data-end]").hidden = Boolean(one.ended_at);
    return row;
  });
  root.querySelector("[data-shared]").replaceChildren(...rows);
}

export function showPhrase(groups) {
  const items = groups.map((group) => Object.assign(document.createElement("li"), { textContent: group }));
  root.querySelector("[data-phrase]").replaceChildren(...items);
}
