// Clinic time on a tablet that cannot ask for it. Pure: moments go in, moments come out, all in milliseconds.
// An anchor ties the tablet's clock to the server's as they stood when the tablet last heard from it.

/** @returns {{server: number, device: number, speed: number}} */
export function anchored(serverMs, deviceMs, speed = 1) {
  return { server: serverMs, device: deviceMs, speed: speed > 0 ? speed : 1 };
}

/** Clinic time when the tablet's own clock shows `deviceMs`. */
export function clinicTime(anchor, deviceMs) {
  return anchor.server + (deviceMs - anchor.device) * anchor.speed;
}

/** How far the tablet's clock is behind the clinic's (ahead: below zero). */
export function offsetMs(anchor, deviceMs) {
  return Math.round(clinicTime(anchor, deviceMs) - deviceMs);
}

/** "14:02" in the clinic's zone. */
export function clockWords(ms, zone) {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(new Date(ms));
}
