// The live page. [data-stream] with data-cursor: server-sent messages {n, tiles, refresh, signature, say}, a `heartbeat`
// event {now, boot, speed, database} every 2 s. When the stream fails, data-poll is asked with the same cursor for
// {messages: […], now, boot}. [data-connection] says in words how things stand; silence is said within 5 s.
// A part is asked for again when its signature has changed (or it has none), every data-refresh-s seconds at most.
const SILENT_S = 4;
const POLL_MS = 3000;
const RETRY_MS = [500, 1000, 2000, 4000, 5000];
const root = document.querySelector("[data-stream]");
const asked = new WeakMap();
const waiting = new WeakSet();
const signatures = {};

function ask(element) {
  waiting.delete(element);
  asked.set(element, performance.now());
  window.htmx.trigger(element, "refresh");
}

function refresh(element) {
  if (waiting.has(element) || !window.htmx) return;
  const least = Number(element.dataset.refreshS || 0) * 1000;
  const wait = (asked.get(element) ?? -least) + least - performance.now();
  if (wait <= 0) ask(element);
  else {
    waiting.add(element);
    setTimeout(() => waiting.has(element) && ask(element), wait);
  }
}

function changed(name, message) {
  const signature = message.signature?.[name];
  if (signature !== undefined && signatures[name] === signature) return false;
  signatures[name] = signature;
  return true;
}

function start() {
  const place = document.querySelector("[data-connection]");
  let cursor = Number(root.dataset.cursor) || 0;
  let heard = performance.now();
  let boot = null;
  let source = null;
  let failures = 0;
  let polling = false;

  function tell(next, seconds) {
    if (!place) return;
    const word = place.dataset[`word${next[0].toUpperCase()}${next.slice(1)}`] || next;
    const text = seconds === undefined ? word : `${word} ${seconds} s`;
    place.dataset.state = { polling: "slow", lost: "offline" }[next] || next;
    if (place.textContent !== text) place.textContent = text;
  }

  function word(data) {
    heard = performance.now();
    if (data.now) document.dispatchEvent(new CustomEvent("kit:clock", { detail: data }));
    const restarted = boot !== null && data.boot && data.boot !== boot;
    if (data.boot) boot = data.boot;
    if (restarted) {
      tell("restarted");
      for (const element of document.querySelectorAll("[data-refresh]")) refresh(element);
      return;
    }
    tell(data.database === "lost" ? "lost" : polling ? "polling" : "live");
  }

  function take(message) {
    if (!(message.n > cursor)) return; // delivered again: harmless
    cursor = message.n;
    if (message.tiles) document.dispatchEvent(new CustomEvent("kit:tiles", { detail: message.tiles }));
    for (const name of (message.refresh || []).filter((part) => changed(part, message))) {
      for (const element of document.querySelectorAll(`[data-refresh="${CSS.escape(name)}"]`)) refresh(element);
    }
    if (message.say) document.dispatchEvent(new CustomEvent("kit:say", { detail: message.say }));
    word(message);
  }

  // What was done here comes with its parts; the others are asked for at once, also those that else come now and then.
  document.addEventListener("kit:live", ({ detail }) => {
    const came = Object.entries(detail.signature).filter(([name]) => !detail.refresh.includes(name));
    Object.assign(signatures, Object.fromEntries(came));
    for (const element of document.querySelectorAll("[data-refresh-s]")) ask(element);
    take(detail);
  });

  function open() {
    source = new EventSource(`${root.dataset.stream}?cursor=${cursor}`);
    source.addEventListener("open", () => {
      failures = 0;
      polling = false;
    });
    source.addEventListener("message", (event) => take(JSON.parse(event.data)));
    source.addEventListener("heartbeat", (event) => word(event.data ? JSON.parse(event.data) : {}));
    // The browser would come back with the old cursor; we come back with ours.
    source.addEventListener("error", retry);
  }

  function retry() {
    source?.close();
    source = null;
    failures += 1;
    polling = Boolean(root.dataset.poll) && failures >= 3;
    if (!polling && performance.now() - heard < SILENT_S * 1000) tell("reconnecting");
    setTimeout(open, RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]);
  }

  async function poll() {
    if (!polling || document.hidden) return;
    try {
      const address = new URL(root.dataset.poll, location.href);
      address.searchParams.set("cursor", cursor);
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const data = await answer.json();
      for (const message of data.messages || []) take(message);
      word(data);
    } catch {
      // Silence is told by the watch below.
    }
  }

  function watch() {
    const silent = (performance.now() - heard) / 1000;
    if (silent >= SILENT_S) {
      tell("offline", Math.floor(silent));
      // A stream that is open but dumb is not a stream.
      if (source?.readyState === EventSource.OPEN && silent > 3 * SILENT_S) retry();
    }
  }

  setInterval(watch, 1000);
  setInterval(poll, POLL_MS);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && retry());
  open();
}

if (root) start();
