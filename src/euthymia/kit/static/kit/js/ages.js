// Tells the age of every number, by the server's clock: [data-measured-at][data-max-age-s] greys and says "old".
// [data-counts-from] counts up, [data-counts-to] down. The clock: `kit:clock` {now, speed}, or data-server-now and
// data-clock-speed on the page; a demonstration runs faster than life and its ages must too.
const root = document.querySelector("[data-server-now]");
const words = document.documentElement.dataset;
let anchor = Date.parse(root?.dataset.serverNow || "") || Date.now();
let since = performance.now();
let speed = Number(document.querySelector("[data-clock-speed]")?.dataset.clockSpeed) || 1;

document.addEventListener("kit:clock", ({ detail }) => {
  const now = Date.parse(detail.now);
  if (Number.isNaN(now)) return;
  anchor = now;
  since = performance.now();
  if (detail.speed > 0) speed = detail.speed;
});

const now = () => anchor + (performance.now() - since) * speed;

function age(seconds) {
  if (seconds < 10) return words.wordNow || "now";
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, "0")}`;
}

function count(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, "0");
  const text = hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
  return seconds < 0 ? `−${text}` : text;
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function tellAge(element, at) {
  const measured = Date.parse(element.dataset.measuredAt);
  if (Number.isNaN(measured)) return;
  const seconds = Math.max(0, (at - measured) / 1000);
  const most = Number(element.dataset.maxAgeS);
  const old = most > 0 && seconds > most;
  element.dataset.age = old ? "old" : "current";
  write(element, old ? `${words.wordOld || "old"} · ${age(seconds)}` : age(seconds));
}

function tick() {
  const at = now();
  for (const element of document.querySelectorAll("[data-measured-at]")) tellAge(element, at);
  for (const element of document.querySelectorAll("[data-counts-from]")) {
    const from = Date.parse(element.dataset.countsFrom);
    if (!Number.isNaN(from)) write(element, count((at - from) / 1000));
  }
  for (const element of document.querySelectorAll("[data-counts-to]")) {
    const to = Date.parse(element.dataset.countsTo);
    if (Number.isNaN(to)) continue;
    const left = (to - at) / 1000;
    write(element, left >= 0 ? count(left) : `${words.wordDue || "due"} ${count(-left)}`);
    const tile = element.closest(".tile-next");
    if (tile) tile.dataset.state = left < 0 ? "due" : "";
  }
}

setInterval(tick, 1000);
document.addEventListener("kit:clock", tick);
document.addEventListener("htmx:afterSettle", tick);
tick();
