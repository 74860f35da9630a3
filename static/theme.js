// Applies the theme: that of the system, or the one that a person has chosen in any tab of the origin.
//
// This is a classic script in the head of the page, so it runs before the first paint. It listens to the list with the
// id "theme", applies the choice and stores it. The program later replaces the list of index.html with its own list, so
// this script looks the list up each time.
(() => {
  const KEY = "theme";
  const root = document.documentElement;
  // The two meta elements with the colours of the browser's bar, each with the colour that the page gave it. The first
  // one is for the light theme, the second one for the dark theme.
  const colours = [...document.querySelectorAll("meta[name='theme-color']")].map((meta) => [meta, meta.content]);

  /** Applies the theme "light" or "dark". Any other text stands for the system's theme. */
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
      // Storage is denied, so there is no stored theme.
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
      // Storage is denied, so the choice cannot be stored.
    }
  });
  addEventListener("storage", ({ key }) => {
    if (key === KEY || key === null) showStored();
  });
  // A page in the back/forward cache receives no storage events. So it reads the stored theme when it is shown again.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) showStored();
  });
})();
