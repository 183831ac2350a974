// Numbers as they come: "kit:tiles" with, by name, a text or {text, value, alarm, state, counts_to, measured_at, max_age_s},
// for every [data-live], [data-live-age] and [data-live-value] of that name.
function setTile(name, given) {
  const tile = typeof given === "object" && given !== null ? given : { text: String(given ?? "–") };
  for (const element of document.querySelectorAll(`[data-live="${CSS.escape(name)}"]`)) {
    if (tile.text !== undefined && element.textContent !== tile.text) element.textContent = tile.text;
    const box = element.closest(".tile, .room-card");
    if (box && "alarm" in tile) box.dataset.alarm = tile.alarm || "";
    if (box && "state" in tile) box.dataset.state = tile.state || "";
    if (tile.counts_to) element.dataset.countsTo = tile.counts_to;
  }
  for (const element of document.querySelectorAll(`[data-live-age="${CSS.escape(name)}"]`)) {
    if (tile.measured_at) element.dataset.measuredAt = tile.measured_at;
    if (tile.max_age_s) element.dataset.maxAgeS = tile.max_age_s;
  }
  for (const element of document.querySelectorAll(`[data-live-value="${CSS.escape(name)}"]`)) {
    element.value = Number(tile.value ?? tile.text);
  }
}

document.addEventListener("kit:tiles", ({ detail }) => {
  for (const [name, tile] of Object.entries(detail)) setTile(name, tile);
});
