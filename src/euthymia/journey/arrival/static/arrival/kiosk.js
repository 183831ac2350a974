// The waiting room's screen forgets the one before: untouched for data-clears-s seconds, whatever was typed or
// answered is gone. A touch or a key begins the time anew; nothing changes under somebody who is still at it.
const seconds = Number(document.body.dataset.clearsS);
const address = document.body.dataset.startsAnew;
let timer = 0;

function again() {
  clearTimeout(timer);
  if (seconds) timer = setTimeout(forget, seconds * 1000);
}

function forget() {
  for (const input of document.querySelectorAll("input:not([type=hidden])")) input.value = "";
  document.activeElement?.blur();
  if (address) location.replace(address);
}

for (const kind of ["input", "pointerdown", "keydown"]) document.addEventListener(kind, again);
again();
