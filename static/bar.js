// Makes the bar of index.html usable before the program runs.
//
// This is a classic script behind the bar, so it runs before the first paint. It shows the links if nobody is signed in,
// and marks the link to the current page. A click on a link opens its page in the history. The program, which reads the
// address when it starts, then shows that page.
(() => {
  const early = document.getElementById("early");
  const nav = early.querySelector("nav");
  const menu = nav.querySelector("button");
  const links = [...nav.querySelectorAll("a")];

  // The keys and the values are those of the session library: a record contains a user while somebody is signed in.
  function isSignedIn() {
    try {
      return Object.keys(localStorage).some((key) => key.startsWith("auth-user") && JSON.parse(localStorage[key])?.user);
    } catch {
      // Storage is denied, or a record cannot be read. The program, too, then shows nobody as signed in.
      return false;
    }
  }

  // The root shows the home page, which is the first link.
  function markCurrent() {
    const path = ({ pathname }) => pathname.replace(/\/+$/, "");
    const current = path(location) === path(new URL(document.baseURI)) ? links[0] : null;
    for (const link of links) link.ariaCurrent = link === current || path(link) === path(location) ? "page" : null;
  }

  // Shows that the page of the address is loading.
  function showPage() {
    markCurrent();
    document.getElementById("early-page")?.remove();
    document.getElementById("loading")?.removeAttribute("hidden");
  }

  early.addEventListener("click", (event) => {
    const { target } = event;
    const link = target.closest("a");
    if (target.closest(".skip")) early.querySelector("main").focus();
    if (target === menu) menu.ariaExpanded = String(menu.ariaExpanded !== "true");
    // The browser itself handles clicks that open a new tab or window, or that download. If the program could not be
    // loaded, the browser opens the page, and so loads the program again.
    const { button, metaKey, ctrlKey, shiftKey, altKey } = event;
    if (!link || button || metaKey || ctrlKey || shiftKey || altKey || document.getElementById("boot-failure")) return;
    if (link.href !== location.href) {
      history.pushState(null, "", link.href);
      showPage();
    }
    event.preventDefault();
    menu.ariaExpanded = "false";
  });
  addEventListener("popstate", () => early.isConnected && showPage());

  markCurrent();
  early.classList.toggle("signed-out", !isSignedIn());
})();
