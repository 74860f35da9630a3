// Starts the program, both in the page and in the worker of the event bus: it is the same program.
//
// The program has two files, a script and a wasm. In the page, the element of this script has their names in data-js
// and data-wasm, and the element that preloads the wasm has its integrity value. In the worker, the two names and the
// integrity value are in the fragment of this script's address. A browser requests an address without its fragment. So
// the page and the worker request the same address, and the worker gets this script from the browser's cache. Both
// files are in the folder of this script, so import.meta.url finds them, whatever the address of the page is.

const here = new URL(import.meta.url);
const script = globalThis.document?.querySelector("script[data-js][data-wasm]");
const { js, wasm, integrity } = script
  ? { ...script.dataset, integrity: document.querySelector("link[type='application/wasm']")?.integrity ?? "" }
  : Object.fromEntries(new URLSearchParams((here.hash || location.hash).slice(1)));

// Returns the address of a file in the folder of this script. Accepts only a plain file name. In the worker, the name
// comes from the fragment of this script's address. The fragment could contain an address of another site. If this
// function accepted that address, the worker would run a script of the other site.
function beside(name) {
  if (!/^[\w-][\w.-]*$/.test(name ?? "")) throw new TypeError(`not a file name: ${name}`);
  return new URL(name, here).href;
}

async function start() {
  if (typeof WebAssembly !== "object") throw new Error("no WebAssembly");
  const program = await import(beside(js));
  // The browser checks the script against the integrity of its modulepreload element. For the wasm, the integrity has
  // to be given here.
  await program.default({ module_or_path: fetch(beside(wasm), { integrity }) });
}

// Tells the program the address of the worker's script. Also makes this address the only script address that Trusted
// Types allow.
function admitWorker() {
  const worker = new URL(here);
  worker.hash = new URLSearchParams({ js, wasm, integrity });
  globalThis.trustedTypes?.createPolicy("default", {
    createScriptURL(url) {
      if (url === worker.href) return url;
      throw new TypeError(`not this app's script: ${url}`);
    },
  });
  script.dataset.worker = worker.href;
}

// Sends the program's first request now, if the page that needs it is open. The program uses the response. Returns
// whether the request was sent.
function requestEarly(base) {
  const { content, dataset } = document.querySelector("meta[name='early-request']") ?? {};
  const isOpen = (page) => new URL(page, document.baseURI).pathname === location.pathname;
  if (!dataset?.pages.split(" ").some(isOpen)) return false;
  const address = base.trim().replace(/\/+$/, "") + content;
  // The program ignores a failure, and sends the request again.
  const response = fetch(address, { credentials: "include", cache: "no-store" }).catch(() => {});
  globalThis.evergreenEarly = (asked) => asked === address && response;
  return true;
}

// Opens the connection to the server now, so that it is ready for the program's first request.
function connect() {
  const { content } = document.querySelector("meta[name='api-base']");
  const { origin } = new URL(content, document.baseURI);
  if (requestEarly(content) || origin === location.origin) return;
  const link = document.createElement("link");
  link.rel = "preconnect";
  link.crossOrigin = "use-credentials";
  link.href = origin;
  document.head.append(link);
}

function showFailure(text) {
  if (document.getElementById("boot-failure")) return;
  const alert = document.createElement("div");
  alert.id = "boot-failure";
  alert.className = "notice";
  alert.dataset.tone = "alert";
  alert.setAttribute("role", "alert");
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  const reload = document.createElement("button");
  reload.type = "button";
  reload.textContent = "Reload";
  reload.addEventListener("click", async () => {
    // The browser may have cached these files for a year, even if their content was wrong, so they are requested again.
    // The page is reloaded even if a request fails or a name is wrong: the async function turns an exception of
    // beside() into a rejection, and allSettled ignores rejections.
    await Promise.allSettled([js, wasm].map(async (name) => fetch(beside(name), { cache: "reload" })));
    location.reload();
  });
  alert.append(paragraph, reload);
  document.getElementById("loading")?.remove();
  // The message goes into the main element, if there is one. The program has not started or has stopped, so it does not
  // overwrite the message there.
  (document.querySelector("main") ?? document.body).prepend(alert);
}

// The page of a stopped program stays visible, but it does not react. Without the event below, the page would also keep
// its locks, and other tabs would wait for them. The event makes the session library release the locks.
function showStop({ error, reason }) {
  if (!((error ?? reason) instanceof WebAssembly.RuntimeError)) return;
  dispatchEvent(new Event("evergreen-stopped"));
  showFailure("This page has stopped working. Reload it to continue.");
}

if (script) {
  try {
    admitWorker();
    connect();
  } catch (error) {
    // The program starts nevertheless. If there is no worker, the page delivers events by itself. If there is no
    // connection yet, the first request opens one. If the API base is wrong, the program reports that.
    console.warn(error);
  }
  start().then(
    () => {
      addEventListener("error", showStop);
      addEventListener("unhandledrejection", showStop);
    },
    (error) => {
      console.error(error);
      showFailure(
        typeof WebAssembly === "object"
          ? "This page could not be loaded. Check your connection, then reload."
          : "This page needs WebAssembly, which this browser does not support. Use a current browser.",
      );
    },
  );
} else {
  // The worker starts when the page probably shows its first content. If it started earlier, the page and the worker
  // would compile the program at the same time. Until the worker runs, the page delivers events by itself. The page
  // also does this if the worker fails to start, so a failure is not handled here.
  setTimeout(start, 1000);
}
