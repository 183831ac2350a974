// [data-opens="id"] opens that <dialog>, [data-closes] closes the one it is in. Focus goes back to the opener,
// found again by its data-opens when the page around it was refreshed meanwhile. What a key opened (a script pressed the
// button, a hand did not) gives it back to where it was: the next Space is a key again, and no press of that button.
// Either may lead to an address: it is followed without scripts, and by an opener whose dialog is not on the page.
// Focus goes to the first field, so that what is typed next is typed there; on a touch screen only where the
// dialog is a row of numbers, or its own keyboard would cover the choices.
const openers = new Map(); // by id: a dialog may come anew
const TYPED = "input:not([type='radio'], [type='checkbox']), textarea";

function firstField(dialog) {
  const touch = matchMedia("(pointer: coarse)").matches;
  return [...dialog.querySelectorAll("input:not([type='hidden']), select, textarea")].find(
    (field) => field.getClientRects().length > 0 && !(touch && field.matches(TYPED) && !field.closest("[data-pad]"))
  );
}

function open(dialog, opener) {
  if (!dialog || dialog.open) return;
  openers.set(dialog.id, opener);
  dialog.showModal();
  const first = dialog.querySelector("[autofocus], [aria-invalid='true']") || firstField(dialog);
  first?.focus();
}

function giveBack(dialog) {
  const opener = openers.get(dialog.id);
  if (!opener) return;
  const pressed = opener.dataset.opens === dialog.id;
  const places = [opener, ...(pressed ? document.querySelectorAll(`[data-opens="${CSS.escape(dialog.id)}"]`) : [])];
  if (opener === document.body) {
    // Nothing had the focus. Left to the browser, the button in the closed dialog would have it until the next frame, and
    // a Space before that would send the form again.
    if (dialog.contains(document.activeElement)) document.activeElement.blur();
    return;
  }
  const again = places.find((one) => one.isConnected && one.getClientRects().length > 0);
  (again || document.getElementById("main"))?.focus({ preventScroll: !again });
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const wanted = document.getElementById(opener.dataset.opens);
    if (!wanted) return;
    event.preventDefault();
    open(wanted, event.isTrusted ? opener : document.activeElement);
    return;
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog")?.close();
    return;
  }
  // A tap beside a dialog closes it, unless it holds a form: a slip must not lose an entry.
  const dialog = event.target;
  if (dialog instanceof HTMLDialogElement && dialog.open && !dialog.querySelector("form")) {
    const box = dialog.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) dialog.close();
  }
});

document.addEventListener("close", (event) => giveBack(event.target), true);

document.addEventListener("kit:close", (event) => {
  const id = event.detail?.value;
  for (const dialog of document.querySelectorAll(id ? `#${CSS.escape(id)}[open]` : "dialog[open]")) {
    dialog.close();
    giveBack(dialog); // now: who closes it may take it off the page before it can say that it is closed
  }
});

function openArrived() {
  for (const dialog of document.querySelectorAll("dialog[data-open-now]")) {
    dialog.removeAttribute("data-open-now");
    dialog.removeAttribute("open"); // as it stands without scripts; opened by one it holds the focus
    open(dialog, openers.get(dialog.id) || document.activeElement);
  }
}

document.addEventListener("htmx:afterSettle", openArrived);
openArrived();
