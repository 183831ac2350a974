// What goes to the server and comes back: sealed things, and the key of a share that the patient makes.
const root = document.querySelector("[data-journal]");

async function ask(address, body) {
  const token = root.querySelector("input[name=csrfmiddlewaretoken]").value;
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(address, {
    ...options,
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
    cache: "no-store",
  });
  // Signed out, locked or lost: a page is no answer.
  if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) throw new Error("no answer");
  const told = await answer.json();
  return answer.ok ? told : { refused: told.faults?.[0]?.code || "refused" };
}

export const keepKeys = (told) => ask(root.dataset.keys, told);
export const keepEntry = (told) => ask(root.dataset.entries, told);
export const keepShare = (told) => ask(root.dataset.shares, told);
export const endShare = (share) => ask(root.dataset.shareEnd.replace("00000000-0000-0000-0000-000000000000", share), {});

/** Every sealed version, page by page. */
export async function allEntries() {
  const rows = [];
  for (;;) {
    const told = await ask(`${root.dataset.entries}?after=${rows.at(-1)?.n || 0}`);
    if (told.refused) throw new Error(told.refused);
    if (!told.entries.length) return rows;
    rows.push(...told.entries);
  }
}
