// Keeps the state of the simulated server in IndexedDB. A browser may stop a service worker between any two requests,
// so nothing is kept only in memory. Each change reads and writes the state in one transaction, so two requests at the
// same time cannot undo each other's changes.

const DATABASE = `evergreen-demo ${new URL("./", location.href).pathname}`;
const TABLE = "server";
const KEY = "state";

let connection = null;

/** Returns the open database. Opens it if that has not happened, or if the browser has closed it. */
function database() {
  connection ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onclose = () => (connection = null);
      resolve(request.result);
    };
  }).catch((error) => {
    connection = null;
    throw error;
  });
  return connection;
}

/** Runs `act` with the stored state in one transaction, and returns its result. `act` must not wait for anything. */
async function transaction(mode, act) {
  const opened = await database();
  return new Promise((resolve, reject) => {
    const running = opened.transaction(TABLE, mode);
    const table = running.objectStore(TABLE);
    const stored = table.get(KEY);
    let result;
    stored.onsuccess = () => (result = act(stored.result, (state) => table.put(state, KEY)));
    running.oncomplete = () => resolve(result);
    running.onabort = () => reject(running.error);
  });
}

/** Returns the state. If there is none, or if another version of the demo has written it, a new one is stored. */
async function read() {
  const known = await transaction("readonly", (state) => state);
  if (known?.version === VERSION) return known;
  const fresh = await newState();
  return transaction("readwrite", (state, put) => {
    if (state?.version === VERSION) return state;
    put(fresh);
    return fresh;
  });
}

/** Lets `act` change the state, and returns its result. The state must have been read before. */
function change(act) {
  return transaction("readwrite", (state, put) => {
    const result = act(state);
    put(state);
    return result;
  });
}

/** Replaces the state by a new one. */
async function reset() {
  const fresh = await newState();
  await transaction("readwrite", (_, put) => void put(fresh));
}
