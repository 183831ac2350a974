// What a tablet keeps of a session: sealed by a key that is made for one sign-in and never leaves the browser.
// AES-GCM, 256 bits, not extractable; a fresh nonce for each value. Without the key the rest is noise.
const NAME = "euthymia-chair";
const STORES = ["keys", "entries", "pages", "drafts", "marks"];

const done = (request) => new Promise((resolve, reject) => {
  request.addEventListener("success", () => resolve(request.result));
  request.addEventListener("error", () => reject(request.error));
});

function opened() {
  const request = indexedDB.open(NAME, 1);
  request.addEventListener("upgradeneeded", () => {
    for (const name of STORES) request.result.createObjectStore(name);
  });
  return done(request);
}

export class Vault {
  constructor(db) {
    this.db = db;
    this.key = null;
  }

  static async open() {
    return new Vault(await opened());
  }

  #store(name, mode) {
    return this.db.transaction(name, mode, { durability: "strict" }).objectStore(name);
  }

  get = (store, id) => done(this.#store(store, "readonly").get(id));
  put = (store, id, value) => done(this.#store(store, "readwrite").put(value, id));
  remove = (store, id) => done(this.#store(store, "readwrite").delete(id));
  ids = (store) => done(this.#store(store, "readonly").getAllKeys());

  /** The key of this sign-in, made at its first page. */
  async use(signIn) {
    let held = await this.get("keys", signIn);
    if (!held) {
      held = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
      await this.put("keys", signIn, held);
    }
    this.key = signIn;
  }

  /** Keep a value that only this sign-in's key opens. */
  async seal(store, id, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(value));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.get("keys", this.key), text);
    await this.put(store, id, { key: this.key, iv, data });
  }

  /** The value, or undefined when there is none or its key is gone. */
  async unseal(store, id) {
    const held = await this.get(store, id);
    const key = held && (await this.get("keys", held.key));
    if (!key) return undefined;
    try {
      const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: held.iv }, key, held.data);
      return JSON.parse(new TextDecoder().decode(text));
    } catch {
      return undefined;
    }
  }

  async all(store) {
    const found = [];
    for (const id of await this.ids(store)) {
      const value = await this.unseal(store, id);
      if (value !== undefined) found.push(value);
    }
    return found;
  }

  /** Pages, drafts and keys go; an entry that still waits stays, with the key that opens it. */
  async forget(session = null) {
    for (const store of ["pages", "drafts"]) {
      for (const id of await this.ids(store)) {
        if (session === null || String(id).startsWith(session)) await this.remove(store, id);
      }
    }
    const needed = new Set();
    for (const id of await this.ids("entries")) needed.add((await this.get("entries", id))?.key);
    for (const store of ["pages", "drafts"]) {
      for (const id of await this.ids(store)) needed.add((await this.get(store, id))?.key);
    }
    for (const id of await this.ids("keys")) {
      if (!needed.has(id) && (session === null || id !== this.key)) await this.remove("keys", id);
    }
  }
}
