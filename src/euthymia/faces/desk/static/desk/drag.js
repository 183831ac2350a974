// Blocks of the day, [data-booking], dragged by a mouse to another chair or time. While a block hovers, the server is
// asked which limits the place would break, and says so in words; nothing is written. A drop where nothing is broken
// moves it; any other opens the move dialog, where the limits stand. Its twin for keys and fingers is the block's page.
const TICK_MIN = 5;
const FAR_PX = 6;
const ASK_MS = 120;
const form = document.querySelector("[data-drag-form]");
const day = form?.elements.day.value;
let drag = null;
let timer = 0;
let swallow = false; // the click that ends a drag

const words = () => document.querySelector("[data-drag-words]");
const two = (number) => String(number).padStart(2, "0");

function laneAt(x, y) {
  return document.elementsFromPoint(x, y).map((one) => one.closest("[data-lane]")).find(Boolean) || null;
}

// The tick under the pointer, less where the block was held.
function tickAt(lane, x) {
  const box = lane.getBoundingClientRect();
  const ticks = lane.className.match(/ticks-(\d+)/)[1];
  const tick = Math.round(((x - box.left) / box.width) * ticks) - drag.held;
  return Math.max(0, Math.min(Number(ticks) - 1, tick));
}

// The clock at a tick, counted from the block's own: the scale is even in minutes.
function clockAt(tick) {
  const [hour, minute] = drag.starts.split(":").map(Number);
  const at = hour * 60 + minute + (tick - drag.from) * TICK_MIN;
  return at < 0 || at >= 1440 ? null : `${two(Math.floor(at / 60))}:${two(at % 60)}`;
}

function say(text, weight) {
  const place = words();
  if (place) {
    place.hidden = !text;
    place.textContent = text;
  }
  if (drag?.ghost) drag.ghost.dataset.weight = weight || "";
}

function address(path) {
  const query = new URLSearchParams({ chair: drag.lane.dataset.lane, day, at: drag.at });
  return `/staff/schedule/bookings/${drag.booking}/${path}/?${query}`;
}

async function ask() {
  const asked = drag;
  const place = address("check");
  let limits = null;
  try {
    const answer = await fetch(place, { headers: { Accept: "application/json" } });
    if (answer.ok) ({ limits } = await answer.json());
  } catch {
    // Said below: without the server nothing can be moved.
  }
  if (drag !== asked || drag.lane === null || place !== address("check")) return null;
  const where = `${drag.lane.dataset.chairName}, ${drag.at}`;
  if (limits === null) {
    say(`${where}: the server does not answer`, "hard");
    return null;
  }
  const broken = limits.filter((one) => one.weight !== "note");
  drag.limits = { place, broken };
  say([where, ...limits.map((one) => one.says)].join(" · "), broken[0]?.weight);
  return broken;
}

function hover(event) {
  const lane = laneAt(event.clientX, event.clientY);
  if (!lane) {
    drag.lane = null;
    drag.ghost.remove();
    say("");
    return;
  }
  const tick = tickAt(lane, event.clientX);
  const at = clockAt(tick);
  if (at === null || (lane === drag.lane && at === drag.at)) return;
  Object.assign(drag, { lane, at, tick, limits: null });
  drag.ghost.className = `ghost at-${tick} for-${drag.ticks}`;
  lane.append(drag.ghost);
  clearTimeout(timer);
  timer = setTimeout(ask, ASK_MS);
}

function begin(event) {
  drag.ghost = document.createElement("span");
  drag.block.dataset.dragged = "";
  drag.moving = swallow = true;
  drag.block.setPointerCapture?.(event.pointerId);
}

function end() {
  clearTimeout(timer);
  if (drag?.ghost) drag.ghost.remove();
  if (drag?.block) delete drag.block.dataset.dragged;
  say("");
  drag = null;
}

function send() {
  form.action = `/staff/schedule/bookings/${drag.booking}/move/`;
  const minutes = drag.minutes.split(",");
  const values = { client_id: crypto.randomUUID(), chair: drag.lane.dataset.lane, starts_at: drag.at };
  ["prep_min", "session_min", "recovery_min", "turnover_min"].forEach((name, place) => (values[name] = minutes[place]));
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  form.submit();
}

async function drop() {
  clearTimeout(timer);
  if (!drag.lane || (drag.lane === drag.home && drag.at === drag.starts)) return end();
  drag.dropped = true;
  const known = drag.limits?.place === address("check") ? drag.limits.broken : await ask();
  if (!drag) return;
  if (known?.length === 0) return send();
  const dialog = address("move");
  end();
  window.htmx.ajax("GET", dialog, { target: "#desk-dialog", swap: "innerHTML" });
}

function start(event) {
  swallow = false;
  const block = event.target.closest?.("[data-booking]");
  if (!block || event.button !== 0 || event.pointerType !== "mouse") return;
  const lane = block.closest("[data-lane]");
  const from = Number(block.className.match(/at-(\d+)/)[1]);
  const { booking, ticks, minutes, starts } = block.dataset;
  drag = { block, booking, ticks, minutes, starts, from, home: lane, lane: null, at: starts, held: 0, x: event.clientX, y: event.clientY };
  drag.held = tickAt(lane, event.clientX) - from;
}

if (form) {
  document.addEventListener("pointerdown", start);
  document.addEventListener("dragstart", (event) => event.target.closest?.("[data-booking]") && event.preventDefault());
  document.addEventListener("pointermove", (event) => {
    if (!drag || drag.dropped) return;
    if (!drag.moving && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > FAR_PX) begin(event);
    if (drag.moving) hover(event);
  });
  document.addEventListener("pointerup", () => {
    if (drag?.dropped) return;
    if (drag?.moving) drop();
    else drag = null;
  });
  document.addEventListener("click", (event) => {
    if (swallow) event.preventDefault();
    swallow = false;
  }, true);
  document.addEventListener("keydown", (event) => event.key === "Escape" && drag && !drag.dropped && end());
  document.addEventListener("pointercancel", () => drag && !drag.dropped && end());
}
