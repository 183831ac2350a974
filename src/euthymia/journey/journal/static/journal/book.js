// The opened journal as lists of entries. Pure: rows in, lists and words out.
// An entry: {entry, version, at, prompt, text}; a hidden one is `hidden` in its newest version.

/** The newest version of each entry that is not hidden, newest first by when it was first written. */
export function standing(versions) {
  const newest = new Map();
  const first = new Map();
  for (const one of versions) {
    if (!first.has(one.entry)) first.set(one.entry, one.at);
    if ((newest.get(one.entry)?.version || 0) < one.version) newest.set(one.entry, one);
  }
  return [...newest.values()]
    .filter((one) => !one.hidden)
    .map((one) => ({ ...one, began: first.get(one.entry) }))
    .sort((one, other) => (one.began < other.began ? 1 : -1));
}

const plain = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLocaleLowerCase();

/** The entries that hold every one of these words, whatever their accents and capitals. */
export function found(entries, typed) {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  return entries.filter((one) => wanted.every((word) => plain(`${one.prompt} ${one.text}`).includes(word)));
}

/** Everything as a text to keep, the oldest entry first. */
export function asText(entries, when) {
  const parts = [...entries].reverse().map((one) => [when(one.began), one.prompt, one.text].filter(Boolean).join("\n"));
  return `${parts.join("\n\n---\n\n")}\n`;
}
