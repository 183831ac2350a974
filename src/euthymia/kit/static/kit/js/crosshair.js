// [data-crosshair] around a chart and its JSON in [data-points]: arrows, Home, End, Page keys or the pointer move a line
// over all lanes; the nearest [data-readout] says "14:05 pressure 148 over 92".
const SVG = "http://www.w3.org/2000/svg";
const states = new WeakMap();

function closest(points, measure, wanted) {
  let best = points.length ? 0 : -1;
  points.forEach((point, place) => {
    if (Math.abs(point[measure] - wanted) < Math.abs(points[best][measure] - wanted)) best = place;
  });
  return best;
}

function stateOf(frame) {
  const source = frame.querySelector("[data-points]");
  const known = states.get(frame);
  if (known && known.source === source) return known;
  const data = source ? JSON.parse(source.textContent) : { points: [] };
  const state = { source, data, at: -1, line: null };
  // A refreshed chart keeps the moment that was being read; the clock alone would not know it from its neighbour.
  if (known && known.at >= 0) state.at = closest(data.points, "moment_ms", known.data.points[known.at].moment_ms);
  states.set(frame, state);
  return state;
}

function readout(frame) {
  return frame.querySelector("[data-readout]") || frame.parentElement?.querySelector("[data-readout]");
}

function move(frame, to) {
  const state = stateOf(frame);
  const { points, top, bottom } = state.data;
  if (!points.length) return;
  const at = Math.max(0, Math.min(points.length - 1, to));
  if (at === state.at && state.line?.isConnected) return;
  state.at = at;
  const svg = frame.querySelector("svg.chart");
  if (!state.line?.isConnected) {
    state.line = document.createElementNS(SVG, "line");
    state.line.setAttribute("class", "c-crosshair");
    svg.append(state.line);
  }
  const point = points[at];
  for (const [name, value] of Object.entries({ x1: point.x, x2: point.x, y1: top, y2: bottom })) {
    state.line.setAttribute(name, value);
  }
  const place = readout(frame);
  if (place) place.textContent = `${point.at} ${point.text}`;
}

function nearest(frame, event) {
  const { points } = stateOf(frame).data;
  const svg = frame.querySelector("svg.chart");
  const matrix = svg?.getScreenCTM();
  if (!points.length || !matrix) return -1;
  return closest(points, "x", new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()).x);
}

document.addEventListener("keydown", (event) => {
  const frame = event.target.closest?.("[data-crosshair]");
  if (!frame || event.ctrlKey || event.metaKey || event.altKey) return;
  const { at, data } = stateOf(frame);
  const last = data.points.length - 1;
  const to = {
    ArrowLeft: at < 0 ? last : at - 1, ArrowRight: at + 1, Home: 0, End: last, PageUp: at - 5, PageDown: at + 5,
  }[event.key];
  if (event.key === "Escape" && at >= 0) {
    stateOf(frame).line?.remove();
    stateOf(frame).at = -1;
    return;
  }
  if (to === undefined) return;
  event.preventDefault();
  move(frame, to);
});

// A chart drawn anew under the line: the same moment is read on, with what is known of it now.
document.addEventListener("htmx:afterSettle", () => {
  for (const frame of document.querySelectorAll("[data-crosshair]")) {
    const known = states.get(frame);
    if (!known || known.at < 0 || known.line?.isConnected) continue;
    const { at } = stateOf(frame);
    stateOf(frame).at = -1;
    if (at >= 0) move(frame, at);
  }
});

document.addEventListener("pointermove", (event) => {
  const frame = event.target.closest?.("[data-crosshair]");
  if (frame) move(frame, nearest(frame, event));
});
document.addEventListener("pointerdown", (event) => {
  const frame = event.target.closest?.("[data-crosshair]");
  if (frame) move(frame, nearest(frame, event));
});
