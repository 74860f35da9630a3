// The theme: that of the system, or the one that a person has chosen, in all tabs of the origin.
//
// This is a classic script in the head of the page, so it runs before the first paint. It listens to <select
// id="theme">, which index.html and then the program show, applies the choice and stores it.
(() => {
  const KEY = "theme";
  const root = document.documentElement;
  // The first is for the light theme, the second for the dark theme.
  const colours = [...document.querySelectorAll("meta[name='theme-color']")].map((meta) => [meta, meta.content]);

  /** Applies a theme. Any other text means the system's theme. */
  function show(text) {
    const theme = ["light", "dark"].includes(text) ? text : "";
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    colours.forEach(([meta, own]) => (meta.content = theme ? colours[Number(theme === "dark")][1] : own));
    updateSelect();
  }

  function updateSelect() {
    const select = document.getElementById("theme");
    if (select) select.value = root.dataset.theme ?? "";
  }

  function showStored() {
    try {
      show(localStorage.getItem(KEY));
    } catch {
      // Storage is denied: the choice applies to this page only.
    }
  }

  showStored();
  addEventListener("DOMContentLoaded", updateSelect);
  addEventListener("change", ({ target }) => {
    if (target.id !== "theme") return;
    show(target.value);
    try {
      if (target.value) localStorage.setItem(KEY, target.value);
      else localStorage.removeItem(KEY);
    } catch {
      // Storage is denied.
    }
  });
  addEventListener("storage", ({ key }) => {
    if (key === KEY || key === null) showStored();
  });
  // A page from the back/forward cache has missed the events.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) showStored();
  });
})();
