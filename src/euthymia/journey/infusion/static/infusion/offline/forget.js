// Signed out: this device keeps no page and no draft of any session. Entries that still wait stay sealed until sent.
import { Vault } from "./vault.js";

if (document.querySelector("[data-forget]") && globalThis.indexedDB && globalThis.crypto?.subtle) {
  Vault.open().then((vault) => vault.forget());
}
