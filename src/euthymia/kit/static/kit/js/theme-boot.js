// Runs before the first paint, so that a dim room sees no white flash.
(function () {
  var themes = ["light", "dark", "dim", "auto"];
  try {
    var chosen = localStorage.getItem("theme");
    if (themes.indexOf(chosen) >= 0) document.documentElement.dataset.theme = chosen;
  } catch (refused) {
    // Storage can be closed to us; the server's theme stands.
  }
})();
