// Runs in every page before its own scripts: tells through `say` what a look afterwards would miss.
(say) => {
  const words = (text) => text.replace(/\s+/g, " ").trim();
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]");

  addEventListener("securitypolicyviolation", (event) =>
    say("violation", `${event.effectiveDirective} ${event.blockedURI}`));
  addEventListener("unhandledrejection", (event) => say("rejection", String(event.reason)));
  addEventListener("error", (event) => say("exception", event.message));
  // Panics come this way too.
  const error = console.error;
  console.error = (...parts) => {
    say("console", parts.map(String).join(" "));
    error.apply(console, parts);
  };
  // A page that comes back as it was left; heard before the app hears it.
  addEventListener("pageshow", ({ persisted }) => {
    const main = document.querySelector("main");
    if (persisted) say("restored", `${location.pathname} ${main && shown(main) ? words(main.innerText) : ""}`);
  });

  // Every alert that ever stood there, which way events came, and every text of the boards with its address.
  const last = new Map();
  const once = (kind, text) => {
    if (last.get(kind) === text) return;
    last.set(kind, text);
    if (text) say(kind, text);
  };
  const all = (elements) => elements.filter(shown).map((element) => words(element.textContent)).filter(Boolean).join(" / ");
  // What the page delivered by itself before the worker's first word, for which a machine with much to do may take longer
  // than the bus has patience. That there comes one, every test sees at its end.
  let early;
  const look = () => {
    const { bus, busFallbacks } = document.documentElement?.dataset ?? {};
    const byPage = Number(busFallbacks ?? 0);
    if (bus === "worker") early ??= byPage;
    if (bus) once("bus", `${bus} ${byPage - (early ?? byPage)}`);
    once("alert", all([...document.querySelectorAll("[role=alert]")]));
    const main = document.querySelector("main");
    if (main && shown(main) && /\/(user|mod|admin)$/.test(location.pathname))
      once("board", `${location.pathname} ${words(main.textContent)}`);
  };
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: ["role", "hidden", "inert", "data-bus", "data-bus-fallbacks"],
  });
}
