// Starts the program, in the page and in the event bus's worker alike: one wasm plays both parts.
//
// In a page, the names of the program's two files stand on this script's own element, and what the wasm must be on the
// element that loads it ahead; in the worker, in the query of this script's address. Both files lie beside this one, so
// they are found from import.meta.url, wherever the page is.

const here = new URL(import.meta.url);
const script = globalThis.document?.querySelector("script[data-js][data-wasm]");
const { js, wasm, integrity } = script
  ? { ...script.dataset, integrity: document.querySelector("link[type='application/wasm']")?.integrity ?? "" }
  : Object.fromEntries(here.searchParams);

// A plain file name, so that no query makes a worker of ours run someone else's script.
function beside(name) {
  if (!/^[\w-][\w.-]*$/.test(name ?? "")) throw new TypeError(`not a file name: ${name}`);
  return new URL(name, here).href;
}

async function start() {
  if (typeof WebAssembly !== "object") throw new Error("no WebAssembly");
  const program = await import(beside(js));
  // The browser checks the script by itself, as its modulepreload says, and the wasm only where it is told to here.
  await program.default({ module_or_path: fetch(beside(wasm), { integrity }) });
}

// Tells the program where the worker is, and the browser that this is the one script address it may be given.
function admitWorker() {
  const worker = new URL(here);
  worker.search = new URLSearchParams({ js, wasm, integrity });
  globalThis.trustedTypes?.createPolicy("default", {
    createScriptURL(url) {
      if (url === worker.href) return url;
      throw new TypeError(`not this app's script: ${url}`);
    },
  });
  script.dataset.worker = worker.href;
}

// The program's first call is the first word to its server: by then the way there is open.
function openWay() {
  const { content } = document.querySelector("meta[name='api-base']");
  const { origin } = new URL(content, document.baseURI);
  if (origin === location.origin) return;
  const way = document.createElement("link");
  way.rel = "preconnect";
  way.crossOrigin = "use-credentials";
  way.href = origin;
  document.head.append(way);
}

function tell(sentence) {
  if (document.getElementById("boot-failure")) return;
  const alert = document.createElement("div");
  alert.id = "boot-failure";
  alert.className = "notice";
  alert.dataset.tone = "alert";
  alert.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = sentence;
  const reload = document.createElement("button");
  reload.type = "button";
  reload.textContent = "Reload";
  reload.addEventListener("click", async () => {
    // A browser keeps these for a year, whatever it was that came under their names. Async, so that not even a `fetch`
    // that throws keeps the page from being loaded anew.
    await Promise.allSettled([js, wasm].map(async (name) => fetch(beside(name), { cache: "reload" })));
    location.reload();
  });
  alert.append(words, reload);
  document.getElementById("loading")?.remove();
  // In the column of the page: a program that has stopped draws nothing there any more.
  (document.querySelector("main") ?? document.body).prepend(alert);
}

// A program that has stopped leaves its page on the screen, where nothing answers any more, and its locks, for which
// other tabs wait.
function tellOfStop({ error, reason }) {
  if (!((error ?? reason) instanceof WebAssembly.RuntimeError)) return;
  dispatchEvent(new Event("evergreen-stopped"));
  tell("This page has stopped working. Reload it to continue.");
}

if (script) {
  try {
    admitWorker();
    openWay();
  } catch (error) {
    // No reason not to start: without a worker the page delivers events by itself, without a way it finds one, and what
    // is wrong with the API base the program tells.
    console.warn(error);
  }
  start().then(
    () => {
      addEventListener("error", tellOfStop);
      addEventListener("unhandledrejection", tellOfStop);
    },
    (error) => {
      console.error(error);
      tell(
        typeof WebAssembly === "object"
          ? "This page could not be loaded. Check your connection, then reload."
          : "This page needs WebAssembly, which this browser does not support. Use a current browser.",
      );
    },
  );
} else {
  // Nobody to tell in a worker: its silence makes the page deliver by itself.
  start();
}
