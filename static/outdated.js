// Says that there is a new version of the app, if this is why a part of it could not be loaded. The script of the program
// calls the function after each such failure. The name of this script is the same in every release, so an open page of an
// older release gets the script of the newest one. So the default export must stay a function without parameters.

const MESSAGE = "A new version is available.";
const app = document.getElementById("app");
const { js } = document.querySelector("script[data-js]")?.dataset ?? {};
let outdated = false;

// Is called after a part of the program could not be loaded.
export default async function partFailed() {
  // If the page cannot be requested, the connection is the cause, and the program's message already says so.
  if (await isOutdated().catch(() => false)) outdated = true;
  show();
  // A test waits for this.
  app.dataset.compared = "";
}

// Returns whether the host has another release than the one that runs here. Each release names its own script in its
// page. A page without such a name is no page of this app, for example that of a network which asks for a sign-in.
async function isOutdated() {
  const response = await fetch(document.baseURI, { cache: "no-store" });
  const page = await response.text();
  return response.ok && js && page.includes("data-js=") && !page.includes(js);
}

// If the part is a page, the program shows a message with the id `not-loaded`, whose text mentions the connection. For any
// other part, such as the warnings before a session ends, the program shows nothing, because nobody has asked for it.
function show() {
  if (!outdated) return;
  const message = document.getElementById("not-loaded");
  const notice = document.getElementById("outdated");
  if (!message) {
    if (!notice) document.querySelector("main .notices")?.append(newNotice());
    return;
  }
  notice?.remove();
  // The browser may translate the text, so the text does not tell whether it was set.
  if ("outdated" in message.dataset) return;
  message.dataset.outdated = "";
  message.textContent = MESSAGE;
  // This button would request the same file again.
  message.nextElementSibling.hidden = true;
}

function newNotice() {
  const text = document.createElement("p");
  text.textContent = MESSAGE;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Reload";
  button.addEventListener("click", () => location.reload());
  const notice = document.createElement("div");
  notice.id = "outdated";
  notice.className = "notice";
  notice.role = "alert";
  notice.dataset.tone = "status";
  notice.append(text, button);
  return notice;
}

new MutationObserver(show).observe(app, { childList: true, subtree: true });
