// The hours of a day, [data-lanes]: where they are wider than the screen they open at the present time, or at the first
// block, and stay where they were put when the day is drawn anew.
const BEFORE_PX = 48;
let left = null;

function show() {
  const region = document.querySelector("[data-lanes]");
  if (!region) return;
  if (left === null) {
    const mark = region.querySelector(".now-line, .tile-block");
    const name = region.querySelector(".lane-name");
    if (!mark || !name) return;
    left = mark.getBoundingClientRect().left - name.getBoundingClientRect().right + region.scrollLeft - BEFORE_PX;
  }
  region.scrollLeft = left;
}

document.addEventListener("scroll", (event) => {
  if (event.target.matches?.("[data-lanes]")) left = event.target.scrollLeft;
}, true);
document.addEventListener("htmx:afterSwap", show);
show();
