// One soft cue for a call that is new on this page, or that a second person is told about. Off until somebody turns it
// on for this device ([data-call-sound]), and silent while an alarm stands on the page: an alarm is never masked.
const SWITCH = "call-sound";
const heard = new Set();
let first = true;

function on() {
  try {
    return localStorage.getItem(SWITCH) === "on";
  } catch {
    return false;
  }
}

function tone() {
  const audio = new AudioContext();
  const gain = audio.createGain();
  gain.connect(audio.destination);
  gain.gain.setValueAtTime(0.0001, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.08, audio.currentTime + 0.05);
  gain.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.6);
  const voice = audio.createOscillator();
  voice.frequency.value = 440;
  voice.connect(gain);
  voice.start();
  voice.stop(audio.currentTime + 0.65);
  voice.addEventListener("ended", () => audio.close());
}

function look() {
  let fresh = false;
  for (const bar of document.querySelectorAll("[data-call]")) {
    const key = `${bar.dataset.call}:${bar.dataset.told}`;
    if (!heard.has(key)) fresh = true;
    heard.add(key);
  }
  if (fresh && !first) {
    const text = document.querySelector("[data-call] .call-bar-text")?.textContent.trim();
    document.dispatchEvent(new CustomEvent("kit:say", { detail: { text, now: true } }));
    if (on() && !document.querySelector(".alarm-bar-high, .alarm-bar-medium")) tone();
  }
  first = false;
}

for (const box of document.querySelectorAll("[data-call-sound]")) {
  box.checked = on();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(SWITCH, box.checked ? "on" : "off");
    } catch {
      box.checked = false;
    }
    if (box.checked) tone();
  });
}
document.addEventListener("htmx:afterSettle", look);
look();
