// [data-fit]: the box tells the server its size (htmx values width and height), so that a chart is drawn for this
// screen instead of being scaled to it. Asks again when the size changes by more than a tenth.
const SETTLE_MS = 250;
const LEAST = { width: 300, height: 260 };

function measure(box) {
  const width = Math.max(LEAST.width, Math.round(box.clientWidth));
  const readout = box.querySelector("[data-readout]")?.offsetHeight || 0;
  const height = Math.max(LEAST.height, Math.round(box.clientHeight - readout));
  return { width, height };
}

function differs(box, size) {
  const drawn = box.querySelector("svg.chart")?.viewBox.baseVal;
  if (!drawn) return true;
  return Math.abs(drawn.width - size.width) > drawn.width / 10 || Math.abs(drawn.height - size.height) > drawn.height / 10;
}

function fit(box) {
  const size = measure(box);
  box.setAttribute("hx-vals", JSON.stringify(size));
  const asked = `${size.width}x${size.height}`;
  if (differs(box, size) && box.dataset.fitted !== asked && window.htmx) {
    box.dataset.fitted = asked;
    window.htmx.trigger(box, "refresh");
  }
}

const timers = new WeakMap();
const observer = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    clearTimeout(timers.get(target));
    timers.set(target, setTimeout(() => fit(target), SETTLE_MS));
  }
});

function adopt() {
  for (const box of document.querySelectorAll("[data-fit]:not([data-fit-watched])")) {
    box.dataset.fitWatched = "";
    box.setAttribute("hx-vals", JSON.stringify(measure(box)));
    observer.observe(box);
  }
}

document.addEventListener("htmx:afterSettle", adopt);
adopt();
