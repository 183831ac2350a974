// Command palette, Ctrl/⌘ K or [data-opens-palette]. <body data-palette="id of a JSON list" data-search="url">.
// Entries: {text, kind, url, keys}. The search address answers ?q= with the same list. Elements of the page
// with data-command="words" become entries too. Keyboard only is enough: arrows, Enter, Escape.
const WAIT_MS = 150;
const MOST = 12;
let dialog, input, list, status;
let entries = [];
let at = -1;
let asked = 0;
let timer = 0;

const make = (tag, attributes) => {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

function build() {
  const words = document.body.dataset.wordPalette || "Search or jump to";
  dialog = make("dialog", { class: "palette", "aria-label": words });
  input = make("input", {
    class: "palette-input", type: "text", role: "combobox", "aria-expanded": "true", autocomplete: "off",
    spellcheck: "false", "aria-controls": "palette-options", "aria-autocomplete": "list", placeholder: words, "aria-label": words,
  });
  list = make("ul", { class: "palette-list", id: "palette-options", role: "listbox", "aria-label": words });
  status = make("div", { class: "palette-status", role: "status" });
  dialog.append(input, list, status);
  document.body.append(dialog);
  input.addEventListener("input", changed);
  input.addEventListener("keydown", steer);
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role='option']");
    if (option) go(entries[Number(option.dataset.at)]);
  });
}

function own() {
  const source = document.getElementById(document.body.dataset.palette || "");
  const fixed = source ? JSON.parse(source.textContent) : [];
  const acts = [...document.querySelectorAll("[data-command]")].map((element) => ({
    text: element.dataset.command, kind: document.body.dataset.wordAct || "Do here", element,
  }));
  return [...acts, ...fixed];
}

function matching(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return own().filter((entry) => {
    const text = `${entry.text} ${entry.kind || ""} ${entry.keys || ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function show(found, note) {
  entries = found.slice(0, MOST);
  list.replaceChildren(
    ...entries.map((entry, place) => {
      const option = make("li", { role: "option", id: `palette-${place}`, "data-at": String(place) });
      const text = make("span", {});
      text.textContent = entry.text;
      const kind = make("span", { class: "palette-kind" });
      kind.textContent = entry.kind || "";
      option.append(text, kind);
      return option;
    })
  );
  status.textContent = note || (entries.length ? `${entries.length} ${document.body.dataset.wordFound || "found"}` : document.body.dataset.wordNothing || "Nothing found");
  select(entries.length ? 0 : -1);
}

function select(place) {
  at = place;
  for (const option of list.children) option.setAttribute("aria-selected", String(Number(option.dataset.at) === at));
  const current = list.children[at];
  if (current) {
    input.setAttribute("aria-activedescendant", current.id);
    current.scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

function changed() {
  const query = input.value.trim();
  show(matching(query));
  clearTimeout(timer);
  const address = document.body.dataset.search;
  if (address && query.length >= 2) timer = setTimeout(() => ask(address, query), WAIT_MS);
}

async function ask(address, query) {
  const mine = ++asked;
  try {
    const answer = await fetch(`${address}?q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const found = await answer.json();
    if (mine === asked && input.value.trim() === query) show([...found, ...matching(query)]);
  } catch {
    if (mine === asked) status.textContent = document.body.dataset.wordUnreachable || "The search cannot be reached; pages only";
  }
}

function steer(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && entries.length) {
    event.preventDefault();
    select((at + step + entries.length) % entries.length);
  } else if (event.key === "Enter" && entries[at]) {
    event.preventDefault();
    go(entries[at]);
  }
}

function go(entry) {
  dialog.close();
  if (entry.element) entry.element.click();
  else location.assign(entry.url);
}

function open() {
  if (!dialog) build();
  if (dialog.open) return;
  input.value = "";
  show(matching(""));
  dialog.showModal();
  input.focus();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open();
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-opens-palette]")) open();
});
