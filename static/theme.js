// The theme: as the system has it, or as somebody chose it here, in every tab of the origin.
//
// A classic script in the page's head, so that it has run before anything is painted. Whoever draws a <select id="theme">,
// index.html or the program, need not do more: what is chosen there is heard here, shown, and kept for the next time.
(() => {
  const KEY = "theme";
  const root = document.documentElement;
  // One for light and one for dark, as the system has it.
  const colours = [...document.querySelectorAll("meta[name='theme-color']")].map((meta) => [meta, meta.content]);

  /** Anything but a theme means the system's. */
  function show(text) {
    const theme = ["light", "dark"].includes(text) ? text : "";
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    colours.forEach(([meta, own]) => (meta.content = theme ? colours[Number(theme === "dark")][1] : own));
    tellSelect();
  }

  function tellSelect() {
    const select = document.getElementById("theme");
    if (select) select.value = root.dataset.theme ?? "";
  }

  function showKept() {
    try {
      show(localStorage.getItem(KEY));
    } catch {
      // Where nothing may be kept, what was chosen holds for this page.
    }
  }

  showKept();
  addEventListener("DOMContentLoaded", tellSelect);
  addEventListener("change", ({ target }) => {
    if (target.id !== "theme") return;
    show(target.value);
    try {
      if (target.value) localStorage.setItem(KEY, target.value);
      else localStorage.removeItem(KEY);
    } catch {
      // As above.
    }
  });
  addEventListener("storage", ({ key }) => {
    if (key === KEY || key === null) showKept();
  });
  // A page that comes back as it was left has heard of nothing meanwhile.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) showKept();
  });
})();
