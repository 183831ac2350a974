// The chairside without a network. Kept on the device: this page's scripts, its sheets, and a shell without a word of
// any patient. Pages with patients are never kept here; what the tablet knows of one is sealed elsewhere (vault.js).
const KEPT = "euthymia-chair-{{ version }}";
const SHELL = "{{ shell }}";
const ASSETS = {{ assets|safe|default:"[]" }};
const WAIT_MS = 15000;
const SESSION = /^(\/staff\/infusions\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/)(?:(?:{{ acts }})\/)?$/;

self.addEventListener("install", (event) => {
  const fresh = [SHELL, ...ASSETS].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => names.filter((name) => name.startsWith("euthymia-chair-") && name !== KEPT));
  event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

function inTime(request) {
  const late = new Promise((_, refuse) => setTimeout(() => refuse(new Error("no answer")), WAIT_MS));
  return Promise.race([fetch(request), late]);
}

const kept = (address) => caches.open(KEPT).then((cache) => cache.match(address, { ignoreSearch: true }));

// An act that did not get through is safe in the tablet's queue: the page it was sent from is shown again.
async function page(request, home) {
  try {
    return await inTime(request);
  } catch {
    if (request.method !== "GET") return Response.redirect(home, 303);
    return (await kept(SHELL)) || Response.error();
  }
}

async function asset(request) {
  try {
    return await inTime(request);
  } catch {
    return (await kept(request.url)) || Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (address.origin !== self.location.origin) return;
  const session = SESSION.exec(address.pathname);
  if (event.request.mode === "navigate" && session) event.respondWith(page(event.request, session[1]));
  else if (ASSETS.includes(address.pathname) && event.request.method === "GET") event.respondWith(asset(event.request));
});
