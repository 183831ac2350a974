// Free text by voice: fields with data-voice get a button where this browser turns speech into text on the device itself.
// What is said in a treatment room is sent to nobody: a browser that would send it elsewhere offers nothing here.
const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
const onDevice = Boolean(Recognition) && "processLocally" in Recognition.prototype;
const WHY = {
  "not-allowed": "The microphone is not allowed here: type it.",
  "language-not-supported": "This device does not hear this language: type it.",
  "no-speech": "Nothing was heard.",
};

function add(field, text) {
  const before = field.value.trimEnd();
  field.value = before ? `${before} ${text}` : text;
  field.dispatchEvent(new Event("input", { bubbles: true })); // the draft hears it as if it had been typed
}

function listen(field, said, ended) {
  const hears = new Recognition();
  hears.lang = document.documentElement.lang || "en";
  hears.continuous = true;
  hears.processLocally = true;
  hears.addEventListener("result", ({ resultIndex, results }) => {
    for (const result of [...results].slice(resultIndex)) {
      if (result.isFinal) add(field, result[0].transcript.trim());
    }
  });
  hears.addEventListener("error", ({ error }) => {
    said.textContent = WHY[error] ?? "It was not heard: type it.";
  });
  hears.addEventListener("end", ended);
  hears.start();
  return hears;
}

function made(name, attributes, text = "") {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

function offer(field) {
  field.dataset.voice = "offered";
  const row = made("p", { class: "cluster" });
  const button = made("button", { class: "button", type: "button", "aria-pressed": "false", "data-test": "speak" }, "Speak");
  const said = made("span", { class: "small muted", role: "status" });
  row.append(button, said);
  let hears = null;
  const show = (isOn) => {
    button.setAttribute("aria-pressed", String(isOn));
    button.textContent = isOn ? "Stop listening" : "Speak";
  };
  const quiet = () => hears?.stop();
  field.closest("dialog")?.addEventListener("close", quiet); // nobody is listened to behind a dialog that is gone
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) quiet();
  });
  button.addEventListener("click", () => {
    if (hears) return quiet();
    said.textContent = "";
    show(true);
    hears = listen(field, said, () => {
      hears = null;
      show(false);
    });
  });
  (field.closest(".field-control") ?? field).after(row);
}

if (onDevice) {
  // A field is offered its button when somebody comes to it: dialogs come after the page.
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches?.("[data-voice='']")) offer(target);
  });
}
