// [data-theme-toggle] goes round the themes; [data-theme-set="dim"] chooses one. Remembered on the device.
// A form with [data-theme-kept] keeps one with the account: then this device no longer says otherwise.
const THEMES = ["light", "dark", "dim", "auto"];
const WORDS = { light: "light", dark: "dark", dim: "dim room", auto: "as the device" };
const root = document.documentElement;

function word(theme) {
  return root.dataset[`wordTheme${theme[0].toUpperCase()}${theme.slice(1)}`] || WORDS[theme];
}

function show() {
  const now = root.dataset.theme || "auto";
  for (const button of document.querySelectorAll("[data-theme-toggle]")) {
    const name = button.dataset.themeToggle || "Theme";
    button.setAttribute("aria-label", `${name}: ${word(now)}`);
    button.title = `${name}: ${word(now)}`;
  }
  for (const choice of document.querySelectorAll("[data-theme-set]")) {
    choice.setAttribute("aria-pressed", String(choice.dataset.themeSet === now));
  }
}

function choose(theme) {
  root.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Not remembered; still shown.
  }
  show();
  document.dispatchEvent(new CustomEvent("kit:say", { detail: { text: word(theme), now: true } }));
}

document.addEventListener("click", (event) => {
  const set = event.target.closest("[data-theme-set]");
  if (set) choose(set.dataset.themeSet);
  else if (event.target.closest("[data-theme-toggle]")) {
    const at = THEMES.indexOf(root.dataset.theme || "auto");
    choose(THEMES[(at + 1) % THEMES.length]);
  }
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-theme-kept]")) return;
  try {
    localStorage.removeItem("theme");
  } catch {
    // Nothing was remembered.
  }
});
document.addEventListener("htmx:afterSettle", show);
show();
