// The waiting room's screen forgets: untouched for data-clears-s seconds, whatever was typed is gone.
const seconds = Number(document.body.dataset.clearsS);
const form = document.querySelector("form");
let timer = 0;

function again() {
  clearTimeout(timer);
  if (!seconds || !form) return;
  timer = setTimeout(() => {
    form.reset();
    for (const input of form.querySelectorAll("input:not([type=hidden])")) input.value = "";
    document.activeElement?.blur();
  }, seconds * 1000);
}

for (const kind of ["input", "pointerdown", "keydown"]) document.addEventListener(kind, again);
again();
