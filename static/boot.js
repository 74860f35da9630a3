// Starts the program. This script runs in the page and in the worker of the event bus, because both run the same
// program.
//
// The program has two files: a JavaScript file and a wasm file. Both are in the folder of this script. So their
// addresses follow from import.meta.url, whatever the address of the page is. This script needs the names of the two
// files and the integrity value of the wasm file.
// - In the page, the names are in the attributes data-js and data-wasm of the script element that loads this script.
//   The integrity value is in the link element that preloads the wasm file.
// - In the worker, the names and the integrity value are in the fragment of this script's address. A browser requests
//   an address without its fragment. So the page and the worker request the same address, and the worker gets this
//   script from the browser's cache.

const here = new URL(import.meta.url);
const script = globalThis.document?.querySelector("script[data-js][data-wasm]");
const { js, wasm, integrity } = script
  ? { ...script.dataset, integrity: document.querySelector("link[type='application/wasm']")?.integrity ?? "" }
  : Object.fromEntries(new URLSearchParams((here.hash || location.hash).slice(1)));

// How long a page waits before it shows that it is waiting, in ms. The value must be equal to --unmentioned in
// base.css.
const UNMENTIONED = 200;

// Returns the address of a file in the folder of this script. Accepts only a plain file name. In the worker, the name
// comes from the fragment of this script's address. The fragment could contain an address of another site. If this
// function accepted that address, the worker would run a script of the other site.
function beside(name) {
  if (!/^[\w-][\w.-]*$/.test(name ?? "")) throw Error(`not a file: ${name}`);
  return new URL(name, here).href;
}

// Makes the tasks of queueMicrotask run one after the other. The executor of the program's futures uses only these.
// Firefox may run one in the middle of another one, if that one waits in a synchronous call of the browser, such as
// reading the storage (https://bugzilla.mozilla.org/show_bug.cgi?id=1855409). Without this function, the executor would
// then stop for ever.
const queue = queueMicrotask;
let running;
globalThis.queueMicrotask = (task) =>
  queue(() => {
    if (running) return setTimeout(queueMicrotask, 0, task);
    try {
      running = true;
      task();
    } finally {
      running = false;
    }
  });

async function start() {
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
    // Without a result, the browser refuses the address.
    createScriptURL: (url) => (url === worker.href ? url : null),
  });
  script.dataset.worker = worker.href;
}

// Replaces the page that index.html shows (the early page) by the program's page. The program renders its page beside
// the early page. Before the browser paints, this function copies the choice of the theme to the program's page. If the
// focus is on an element that both pages have, this function moves the focus to that element of the program's page.
// Then it removes the early page.
function handOver() {
  const [app, early] = ["app", "early"].map((id) => document.getElementById(id));
  new MutationObserver((_, observer) => {
    observer.disconnect();
    const move = (name, act) => {
      const [from, to] = [early, app].map((page) => [...page.querySelectorAll(name)]);
      from.forEach((element, n) => to[n] && act(element, to[n]));
    };
    const focused = document.activeElement;
    move("select", (from, to) => (to.value = from.value));
    move(focused.localName, (from, to) => from === focused && to.focus({ preventScroll: true }));
    early.remove();
    // Each skeleton appears after a delay of UNMENTIONED ms. If the start took at least that long, the skeleton of the
    // early page is usually already visible. Then the class `waited` makes the skeleton of the program's page visible
    // at once. With a delay, the skeleton would disappear and appear again.
    if (performance.now() < UNMENTIONED) return;
    app.className = "waited";
    setTimeout(() => (app.className = ""), 2 * UNMENTIONED);
  }).observe(app, { childList: true });
}

// The page of a release contains the text of the style sheet and the texts of some scripts. If a host still sends the
// policy of an earlier release, the browser blocks these texts. The release also contains each of them as a file. If
// the style sheet was blocked, this function loads two of these files: the style sheet and `theme.js`.
function replaceBlocked() {
  const style = document.querySelector("style[data-file]");
  if (!style || style.sheet) return;
  import(beside("theme.js"));
  const sheet = { rel: "stylesheet", href: beside(style.dataset.file) };
  document.head.append(Object.assign(document.createElement("link"), sheet));
}

function showFailure(text) {
  if (document.getElementById("boot-failure")) return;
  // The program hides the page while it removes a session that is over, and it may have stopped in between.
  document.documentElement.style.opacity = "";
  const alert = document.createElement("div");
  alert.id = "boot-failure";
  alert.className = "notice";
  alert.role = alert.dataset.tone = "alert";
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  const reload = document.createElement("button");
  reload.type = "button";
  reload.textContent = "Reload";
  reload.addEventListener("click", async () => {
    // The browser may have cached these files for a year, even if their content was wrong, so they are requested again.
    // A request may fail, and beside() throws an exception if a name is wrong. The async function turns this exception
    // into a rejection, and allSettled ignores rejections. So the page is reloaded in each of these cases.
    await Promise.allSettled([js, wasm].map(async (name) => fetch(beside(name), { cache: "reload" })));
    location.reload();
  });
  alert.append(paragraph, reload);
  document.querySelectorAll("#loading, .late").forEach((element) => element.remove());
  // If the page has a main element, the message goes into it. The program does not overwrite the message there, because
  // the program has not started or has stopped.
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
    replaceBlocked();
  } catch (error) {
    // The error is only logged, and the program starts nevertheless. If admitWorker() has failed, the program cannot
    // start the worker of the event bus. Then the page delivers the events by itself.
    console.warn(error);
  }
  handOver();
  start().then(
    () => {
      addEventListener("error", showStop);
      addEventListener("unhandledrejection", showStop);
    },
    (error) => {
      console.error(error);
      showFailure(
        globalThis.WebAssembly
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
