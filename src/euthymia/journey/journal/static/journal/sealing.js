// What seals a journal. AES-GCM, 256 bits, a fresh nonce for each thing that is sealed, bound to its place by the
// additional data. The journal's key is random; it is kept only in two envelopes: one opened by the passphrase
// (PBKDF2, SHA-256, the rounds stand in the envelope), one by the printed phrase (140 random bits, HKDF, SHA-256).
// The server holds the same figures in journey/journal/sealed.py. No state, no page, no network here.
export const BLOCK = 1024;
export const BLOCKS_MOST = 64;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const SALT_BYTES = 16;
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // no I, L, O, U: nothing that is read for something else
const RANDOM_SIGNS = 28;
const CHECK_SIGNS = 4;
const words = new TextEncoder();

export const encoded = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
export const decoded = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
export const randomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));
export const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** A key that this page can use and nobody can read out of it. */
export const imported = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

async function checkOf(signs) {
  const found = await digest(words.encode(`euthymia-journal:phrase:${signs}`));
  return Array.from(found.subarray(0, CHECK_SIGNS), (byte) => SIGNS[byte % 32]).join("");
}

/** A fresh recovery phrase: eight groups of four signs, the last one to notice a slip of the pen. */
export async function newPhrase() {
  const signs = Array.from(randomBytes(RANDOM_SIGNS), (byte) => SIGNS[byte % 32]).join("");
  return (signs + (await checkOf(signs))).match(/.{4}/g);
}

/** The signs of a phrase as somebody typed it, or null when it is none. */
export async function phraseRead(typed) {
  const plain = typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  if (plain.length !== RANDOM_SIGNS + CHECK_SIGNS) return null;
  const signs = plain.slice(0, RANDOM_SIGNS);
  return plain.slice(RANDOM_SIGNS) === (await checkOf(signs)) ? signs : null;
}

async function keyOf(kdf, secret, salt, rounds) {
  const material = await crypto.subtle.importKey("raw", words.encode(secret), kdf, false, ["deriveKey"]);
  const how = { name: kdf, hash: "SHA-256", salt };
  if (kdf === "PBKDF2") how.iterations = rounds;
  else how.info = words.encode("euthymia-journal:recovery");
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function wrapped(raw, kdf, secret, rounds) {
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const key = await keyOf(kdf, secret, salt, rounds);
  const additionalData = words.encode(`euthymia-journal:key:${kdf}`);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData }, key, raw);
  return { kdf: `${kdf}-SHA-256`, rounds, salt: encoded(salt), nonce: encoded(nonce), wrapped: encoded(sealed) };
}

async function unwrapped(envelope, kdf, secret) {
  const key = await keyOf(kdf, secret, decoded(envelope.salt), envelope.rounds);
  const additionalData = words.encode(`euthymia-journal:key:${kdf}`);
  try {
    const how = { name: "AES-GCM", iv: decoded(envelope.nonce), additionalData };
    return new Uint8Array(await crypto.subtle.decrypt(how, key, decoded(envelope.wrapped)));
  } catch {
    return null;
  }
}

export const newRaw = () => randomBytes(KEY_BYTES);
// One way of writing for what looks the same, so that another keyboard opens it too.
const plainly = (passphrase) => passphrase.normalize("NFKC").trim();
export const sealedByPassphrase = (raw, passphrase, rounds) => wrapped(raw, "PBKDF2", plainly(passphrase), rounds);
export const openedByPassphrase = (envelope, passphrase) => unwrapped(envelope, "PBKDF2", plainly(passphrase));
export const sealedByPhrase = (raw, signs) => wrapped(raw, "HKDF", signs, 0);
export const openedByPhrase = (envelope, signs) => unwrapped(envelope, "HKDF", signs);

/** What only who holds the key can show; the server keeps its digest. */
export async function proofOf(raw) {
  const material = await crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(SALT_BYTES), info: words.encode("euthymia-journal:proof") };
  return new Uint8Array(await crypto.subtle.deriveBits(how, material, 256));
}

/** Seal a value for its place; null when it is longer than an entry may be. */
export async function sealed(key, place, value) {
  const text = words.encode(JSON.stringify(value));
  const blocks = Math.ceil(text.length / BLOCK);
  if (blocks > BLOCKS_MOST) return null;
  const filled = new Uint8Array(blocks * BLOCK).fill(32); // blanks, which JSON does not mind
  filled.set(text);
  const iv = randomBytes(NONCE_BYTES);
  const additionalData = words.encode(place);
  const found = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, filled);
  return { nonce: encoded(iv), sealed: encoded(found) };
}

/** The value, or undefined when this key does not open it at this place. */
export async function opened(key, place, row) {
  try {
    const how = { name: "AES-GCM", iv: decoded(row.nonce), additionalData: words.encode(place) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, decoded(row.sealed))));
  } catch {
    return undefined;
  }
}
