// Runs in every page before its own scripts: tells the console what a look afterwards would miss.
(() => {
  const say = (kind, text) => console.debug(`e2e ${kind} ${text}`);
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]");

  addEventListener("securitypolicyviolation", (event) =>
    say("violation", `${event.effectiveDirective} ${event.blockedURI}`));
  addEventListener("unhandledrejection", (event) => say("rejection", String(event.reason)));

  // Every alert that ever stood there, which way events came, and every text of the boards with its address.
  const last = new Map();
  const once = (kind, text) => {
    if (last.get(kind) === text) return;
    last.set(kind, text);
    if (text) say(kind, text);
  };
  const look = () => {
    const { bus, busFallbacks } = document.documentElement?.dataset ?? {};
    if (bus) once("bus", `${bus} ${busFallbacks ?? 0}`);
    once("alert", [...document.querySelectorAll("[role=alert]")].filter(shown).map(words).filter(Boolean).join(" / "));
    const main = document.querySelector("main");
    if (main && /\/(user|mod|admin)$/.test(location.pathname)) once("board", `${location.pathname} ${words(main)}`);
  };
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: ["role", "hidden", "inert", "data-bus", "data-bus-fallbacks"],
  });
})();
