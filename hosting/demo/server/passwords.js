// The hashes of passwords. A visitor may type a password that is also in use elsewhere, so it is never stored itself.

const ITERATIONS = 100_000;

/** Returns the hash of a password with a new salt. */
async function hashOf(password) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, bits: await derive(password, salt) };
}

/** Returns whether this is the password of the hash. */
async function isPassword(password, { salt, bits }) {
  const derived = await derive(password, salt);
  return derived.every((byte, n) => byte === bits[n]);
}

async function derive(password, salt) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(password), "PBKDF2", false, ["deriveBits"]);
  const parameters = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256));
}
