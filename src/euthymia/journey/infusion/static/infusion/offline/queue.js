// The queue of a tablet without a network. Pure: lists of entries go in, lists and words come out.
// An entry: {seq, id, session, act, fields: [[name, value]], measuredAt, deviceAt, offsetMs, user, userName, seenN, state, says}.
// States: `sending` (on its way by the page itself), `waiting`, `not-yours` (its author has to sign in).

export const TAKEN = ["vitals", "symptom", "score", "note", "rate", "pause", "resume", "give", "finish", "waste", "alarm"];
const NAMES = {
  vitals: "Vital signs", symptom: "Symptom", score: "Scores", note: "Note", rate: "Rate", pause: "Pause", resume: "Resume",
  give: "Medicine given", finish: "STOP", waste: "Waste, provisional", alarm: "Alarm answered",
};
const UNSAID = ["client_id", "csrfmiddlewaretoken", "minutes_ago"];
const FOLLOWS = { pause: "paused", resume: "running", finish: "recovery" };

/** What may be kept of a form: no token, no password, nothing empty but what the form needs. */
export function kept(fields, secret) {
  return fields.filter(([name, value]) => name !== "csrfmiddlewaretoken" && !secret.includes(name) && typeof value === "string");
}

/** In the order in which they were made. */
export function ordered(entries) {
  return [...entries].sort((one, other) => one.seq - other.seq);
}

/** How the pump stands by what this tablet did after the server's last word. */
export function phaseAfter(phase, entries) {
  return ordered(entries).reduce((now, one) => FOLLOWS[one.act] || now, phase);
}

/** An entry in words, for the list of what waits. */
export function sentence(entry) {
  const said = entry.fields.filter(([name, value]) => !UNSAID.includes(name) && value.trim() !== "");
  const words = said.map(([name, value]) => (name === "words" || name === "reason" ? value : `${name.replaceAll("_", " ")} ${value}`));
  return [NAMES[entry.act] || entry.act, ...words].join(" · ");
}

/** What the strip says. `since` is "14:02" while there is no network, else "". */
export function stripWords(since, waiting, problem = "") {
  const entries = waiting === 1 ? "1 entry waits" : `${waiting} entries wait`;
  const queue = waiting ? `${entries} on this tablet` : "nothing waits on this tablet";
  if (since) return `Offline since ${since}, ${queue}`;
  if (!waiting) return "";
  return problem ? `${entries} on this tablet: ${problem}` : `${entries} on this tablet and ${waiting === 1 ? "is" : "are"} being sent`;
}

/** What is sent to the replay endpoint. */
export function toSend(device, entries) {
  return {
    device,
    entries: ordered(entries).map((one) => {
      const fields = {};
      for (const [name, value] of one.fields) (fields[name] ||= []).push(value);
      return {
        client_id: one.id, act: one.act, user: one.user, measured_at: one.measuredAt, device_at: one.deviceAt,
        offset_ms: one.offsetMs, seen_n: one.seenN, fields,
      };
    }),
  };
}

/** After the server's answer: which entries may be let go, and which stay with what it said of them. */
export function settled(entries, results) {
  const said = new Map(results.map((one) => [one.client_id, one]));
  const gone = entries.filter((one) => ["entered", "known", "kept"].includes(said.get(one.id)?.state));
  const stay = entries
    .filter((one) => !gone.includes(one))
    .map((one) => ({ ...one, state: said.get(one.id)?.state === "not-yours" ? "not-yours" : "waiting", says: said.get(one.id)?.says || one.says }));
  return { gone, stay };
}
