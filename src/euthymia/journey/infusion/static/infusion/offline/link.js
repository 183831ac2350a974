// Whether the server can be reached, judged by when it was last heard. Pure.

export const SILENT_MS = 6000; // a heartbeat comes every 2 s

/** @returns {{state: "online" | "offline", since: number, heard: number}} */
export function begun(now, reached) {
  return { state: reached ? "online" : "offline", since: now, heard: reached ? now : -Infinity };
}

/** A word from the server. */
export function heard(link, now) {
  return link.state === "online" ? { ...link, heard: now } : { state: "online", since: now, heard: now };
}

/** The device says that its network is gone, or a request failed: no need to wait for silence. */
export function lost(link, now) {
  return link.state === "offline" ? link : { ...link, state: "offline", since: Math.min(now, link.heard) };
}

/** Time has passed. Offline counts from the last word that was heard. */
export function looked(link, now) {
  return link.state === "online" && now - link.heard > SILENT_MS ? { ...link, state: "offline", since: link.heard } : link;
}
