// Says that there is a new version of the app, if this is why a page could not be loaded. The script of the program
// loads this script after a part of the program could not be loaded. Its name is the same in every release, so an open
// page of an older release gets the script of the newest one.
//
// The element with the id `not-loaded` has the text of the program, which mentions the connection.

const app = document.getElementById("app");
const { js } = document.querySelector("script[data-js]")?.dataset ?? {};

// Returns whether the host has another release than the one that runs here. Each release names its own script in its
// page. A page without such a name is no page of this app, for example that of a network which asks for a sign-in.
async function isOutdated() {
  const response = await fetch(document.baseURI, { cache: "no-store" });
  const page = await response.text();
  return response.ok && js && page.includes("data-js=") && !page.includes(js);
}

async function explain() {
  const message = document.querySelector("#not-loaded:not([data-checked])");
  if (!message) return;
  message.dataset.checked = "";
  // If the page cannot be requested, the text of the program is right.
  if (!(await isOutdated().catch(() => false))) return;
  message.textContent = "A new version is available.";
  // This button would request the same file again.
  message.nextElementSibling.hidden = true;
}

new MutationObserver(explain).observe(app, { childList: true, subtree: true });
explain();
