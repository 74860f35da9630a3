// Starts the page of a demo. The page loads this script in place of boot.js. A service worker plays the server, so the
// program must not send a request before this worker controls the page. When it does, this script loads boot.js, which
// starts the program.

const here = new URL(import.meta.url);
const { serviceWorker } = navigator;
const api = new URL(document.querySelector("meta[name='api-base']").content, here).href;

// Returns the address of the worker's script in the form that the policy asks for. Under Trusted Types, the register
// function of a browser accepts no plain text.
function workerAddress() {
  const address = new URL("demo-server.js", here).href;
  const createScriptURL = (url) => {
    if (url === address) return url;
    throw new TypeError(`not the demo's script: ${url}`);
  };
  const policy = globalThis.trustedTypes?.createPolicy("demo", { createScriptURL });
  return policy ? policy.createScriptURL(address) : address;
}

// Waits until the worker controls this page. A page that is opened after the first visit is controlled from its start, so
// it does not wait. On the first visit, the worker takes control when it becomes active. A page that was reloaded past
// the caches is not controlled although the worker is active, so this function also asks the worker, until it does it.
async function waitForServer() {
  const registered = serviceWorker.register(workerAddress(), { scope: new URL("./", here).pathname });
  if (serviceWorker.controller) {
    registered.catch((error) => console.warn(error));
    return;
  }
  const controlled = new Promise((resolve) => serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
  const ask = () => serviceWorker.ready.then(({ active }) => active.postMessage("claim"));
  const asking = setInterval(ask, 250);
  try {
    await Promise.race([controlled, registered.then(() => controlled)]);
  } finally {
    clearInterval(asking);
  }
}

// Shows why the demo cannot run, in the same place and form as boot.js shows that the program cannot run.
function showFailure() {
  const alert = document.createElement("div");
  Object.assign(alert, { id: "boot-failure", className: "notice", role: "alert" });
  alert.dataset.tone = "alert";
  const paragraph = document.createElement("p");
  paragraph.textContent =
    "This demo cannot run here, because it needs a service worker. Open it in a window that is not private, over https or on localhost, and allow this site to store data.";
  alert.append(paragraph);
  document.querySelectorAll("#loading, .late").forEach((element) => element.remove());
  document.querySelector("main").prepend(alert);
}

// Calls one of the controls that only the simulated server has. Returns its response.
async function control(name) {
  const response = await fetch(`${api}/demo/${name}`, { method: "POST" });
  if (!response.ok) throw new Error(`the simulated server responded with ${response.status}`);
  return response.json();
}

function showRefreshes({ refreshes }) {
  document.getElementById("demo-refreshes").textContent = refreshes;
}

// Removes what the app has stored for this API. The key of each entry ends with the address of the API. Other tabs
// notice that the record of the session is gone, and show that nobody is signed in.
function forgetSession() {
  try {
    for (const key of Object.keys(localStorage)) if (key.endsWith(` ${api}`)) localStorage.removeItem(key);
  } catch {
    // Storage is denied, so nothing is stored.
  }
}

async function useControls() {
  const onClick = (name, act) =>
    document.getElementById(`demo-${name}`).addEventListener("click", () => act().catch((error) => console.warn(error)));
  onClick("expire", () => control("expire"));
  onClick("end", () => control("end"));
  onClick("reset", async () => {
    await control("reset");
    forgetSession();
    location.reload();
  });
  serviceWorker.addEventListener("message", ({ data }) => showRefreshes(data));
  showRefreshes(await control("refreshes"));
}

try {
  await waitForServer();
  useControls().catch((error) => console.warn(error));
  import(new URL("boot.js", here).href);
} catch (error) {
  console.warn(error);
  showFailure();
}
