// [data-hold]: acts after holding 0.8 s, or after two presses within 3 s, so that keyboard and switch users can do it
// and a brush of the hand cannot. The first short press arms it and says so.
const HOLD_MS = 800;
const ARMED_MS = 3000;
const BOUNCE_MS = 250;
const states = new WeakMap();

function stateOf(button) {
  if (!states.has(button)) states.set(button, { timer: 0, armedAt: 0, disarm: 0, firedAt: -1e9, pass: false, words: null });
  return states.get(button);
}

function labelOf(button) {
  return button.querySelector("[data-hold-label]") || button;
}

function release(button) {
  const state = stateOf(button);
  clearTimeout(state.timer);
  state.timer = 0;
  button.classList.remove("is-holding");
}

function disarm(button) {
  const state = stateOf(button);
  clearTimeout(state.disarm);
  state.armedAt = 0;
  button.classList.remove("is-armed");
  if (state.words !== null) labelOf(button).textContent = state.words;
  state.words = null;
}

function fire(button) {
  const state = stateOf(button);
  release(button);
  disarm(button);
  state.pass = true;
  button.click();
  state.pass = false; // never left open for a later brush of the hand
}

function arm(button) {
  const state = stateOf(button);
  state.armedAt = performance.now();
  state.words = labelOf(button).textContent;
  const again = button.dataset.holdAgain || "Press again";
  labelOf(button).textContent = again;
  button.classList.add("is-armed");
  state.disarm = setTimeout(() => disarm(button), ARMED_MS);
  document.dispatchEvent(new CustomEvent("kit:say", { detail: { text: again, high: true } }));
}

document.addEventListener("pointerdown", (event) => {
  const button = event.target.closest?.("[data-hold]");
  if (!button || event.button !== 0) return;
  const state = stateOf(button);
  button.classList.add("is-holding");
  state.timer = setTimeout(() => fire(button), HOLD_MS);
});

for (const kind of ["pointerup", "pointercancel", "pointerout"]) {
  document.addEventListener(kind, (event) => {
    const button = event.target.closest?.("[data-hold]");
    if (button && !(kind === "pointerout" && button.contains(event.relatedTarget))) release(button);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.repeat && event.target.closest?.("[data-hold]")) event.preventDefault();
});

document.addEventListener("contextmenu", (event) => {
  if (event.target.closest?.("[data-hold]")) event.preventDefault();
});

// Before anyone else hears the click.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-hold]");
  if (!button) return;
  const state = stateOf(button);
  const now = performance.now();
  if (state.pass) {
    state.firedAt = now;
    return;
  }
  const leaving = event.detail > 0 && now - state.firedAt < 1000; // the finger coming off after a full hold
  if (!leaving && state.armedAt && now - state.armedAt > BOUNCE_MS) {
    release(button);
    disarm(button); // the second press: this very click goes through
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!leaving && !state.armedAt) arm(button);
}, true);
