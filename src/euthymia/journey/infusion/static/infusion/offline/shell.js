// The page without a server: what this tablet last knew of the session, opened with its key and put up before the
// page's own scripts run. Its numbers carry their age; the queue goes on taking entries.
import { anchored, clinicTime } from "./clock.js";
import { Vault } from "./vault.js";

const says = document.querySelector("[data-shell-says]");
const session = location.pathname.split("/")[3];

async function show() {
  const vault = await Vault.open();
  const page = await vault.unseal("pages", session);
  if (!page) {
    says.textContent = "This tablet has kept nothing of this session. Write on paper, and enter it when the network is back.";
    return;
  }
  const parsed = new DOMParser().parseFromString(page.html, "text/html");
  const main = document.adoptNode(parsed.querySelector("main"));
  for (const dialog of main.querySelectorAll("dialog[open]")) dialog.removeAttribute("open");
  main.dataset.shell = String(page.heardAt);
  document.getElementById("shell").replaceWith(main);
  document.title = page.title;
  const mark = page.anchor;
  const now = clinicTime(anchored(mark.server, mark.device, mark.speed), Date.now());
  document.body.dataset.serverNow = new Date(now).toISOString();
  document.body.dataset.clockSpeed = String(mark.speed);
  for (const name of ["shell-scripts", "shell-chair"]) {
    const found = JSON.parse(document.getElementById(name).textContent);
    for (const address of [found].flat()) await import(address);
  }
}

show().catch(() => {
  says.textContent = "What this tablet has kept cannot be opened. Write on paper, and enter it when the network is back.";
});
