// Makes the bar of index.html usable before the program runs.
//
// This is a classic script after the bar in index.html, so it runs before the first paint. It shows the links if nobody
// is signed in, and marks the link to the current page. After a click on a link, it adds the address of the link to the
// history of the tab. The program reads the address of the tab when it starts, and shows the page of that address.
(() => {
  const early = document.getElementById("early");
  const nav = early.querySelector("nav");
  const menu = nav.querySelector("button");
  const links = [...nav.querySelectorAll("a")];

  // Reads the records of the session library. The key of each record begins with `auth-user`. A record contains a user
  // while somebody is signed in.
  function isSignedIn() {
    try {
      return Object.keys(localStorage).some((key) => key.startsWith("auth-user") && JSON.parse(localStorage[key])?.user);
    } catch {
      // Storage is denied, or a record cannot be read. In both cases, the program also shows that nobody is signed in.
      return false;
    }
  }

  // Marks the link to the current page. The first link has the address `home`. The root of the app shows the same page
  // as `home`, so the first link is also marked at the root.
  function markCurrent() {
    const path = ({ pathname }) => pathname.replace(/\/+$/, "");
    const current = path(location) === path(new URL(document.baseURI)) ? links[0] : null;
    for (const link of links) link.ariaCurrent = link === current || path(link) === path(location) ? "page" : null;
  }

  // Called after the address of the tab has changed. Marks the link to the new page. Removes the text of the old page,
  // and shows instead that the new page is loading.
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
    // loaded, the browser handles every click on a link. It opens the page of the link, and tries again to load the
    // program.
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
