// The recorder runs in every page of the app before the page's own scripts. It reports events that a test could miss if
// the test only looked at the page afterwards.
(report) => {
  const normalize = (text) => text.replace(/\s+/g, " ").trim();
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]");

  addEventListener("securitypolicyviolation", (event) =>
    report("violation", `${event.effectiveDirective} ${event.blockedURI}`));
  addEventListener("unhandledrejection", (event) => report("rejection", String(event.reason)));
  // The stack says which function of the browser has called the program.
  addEventListener("error", ({ message, error }) => report("exception", normalize(`${message} ${error?.stack ?? ""}`)));
  // Report each call of `console.error`. A panic of the wasm calls `console.error`, so each panic is reported, too.
  const error = console.error;
  console.error = (...parts) => {
    report("console", parts.map(String).join(" "));
    error.apply(console, parts);
  };
  // Report when the page comes back from the back/forward cache, and what the page shows at this moment. This listener
  // runs before the listeners of the app.
  addEventListener("pageshow", ({ persisted }) => {
    const main = document.querySelector("main");
    if (persisted) report("restored", `${location.pathname} ${main && isShown(main) ? normalize(main.innerText) : ""}`);
  });

  // Report each alert, and each change in how the events of the session are delivered. Also report when the question
  // before the idle time-out appears and disappears, and each text of the pages `/user`, `/mod` and `/admin`, with the
  // path of the page.
  const last = new Map();
  const reportChange = (kind, text) => {
    if (last.get(kind) === text) return;
    last.set(kind, text);
    if (text) report(kind, text);
  };
  const textOfAll = (elements) =>
    elements.filter(isShown).map((element) => normalize(element.textContent)).filter(Boolean).join(" / ");
  // The attribute `data-bus-fallbacks` counts the events that the page delivered itself because there was no worker or
  // the worker counted as dead. On a busy machine, the worker may start so slowly that it counts as dead at first. The
  // events that were counted before the worker was ready are not a problem, so this script subtracts their number. At
  // the end of a test, `TestSystem::check` makes sure that the worker has started.
  let deliveredBefore;
  let asked = false;
  const look = () => {
    const { bus, busFallbacks } = document.documentElement?.dataset ?? {};
    const delivered = Number(busFallbacks ?? 0);
    if (bus === "worker") deliveredBefore ??= delivered;
    if (bus) reportChange("bus", `${bus} ${delivered - (deliveredBefore ?? delivered)}`);
    reportChange("alert", textOfAll([...document.querySelectorAll("[role=alert]")]));
    const asks = [...document.querySelectorAll("[role=alertdialog]")].some(isShown);
    if (asks !== asked) report("question", asks ? "open" : "closed");
    asked = asks;
    const main = document.querySelector("main");
    if (main && isShown(main) && /\/(user|mod|admin)$/.test(location.pathname))
      reportChange("board", `${location.pathname} ${normalize(main.textContent)}`);
  };
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: ["role", "hidden", "inert", "open", "data-bus", "data-bus-fallbacks"],
  });
}
