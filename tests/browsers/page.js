// What is on the page, as a person or an assistive tool finds it. Prepended to every look that page.rs takes.
const shown = (element) =>
  element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert], [aria-hidden=true]");
const words = (element) => (element ? element.innerText.replace(/\s+/g, " ").replaceAll("’", "'").trim() : "");
const every = (selector, root = document) => [...root.querySelectorAll(selector)].filter(shown);
const called = (element) =>
  element.getAttribute("aria-label") ?? ([...(element.labels ?? [])].map(words).join(" ") || words(element));
const named = (selector, name) => every(selector).find((element) => called(element) === name) ?? null;

const link = (name) => named("a[href], [role=link]", name);
const button = (name) => named("button, [role=button], input[type=submit]", name);
const field = (name) => named("input, textarea, select", name);
const control = (name) => button(name) ?? link(name);
const nav = () => every("nav a[href], nav button").map(called);
const spoken = (role) => every(`[role=${role}]`).map(words).filter(Boolean).join(" / ");
const main = () => every("main").map(words).join(" ");
const recordKey = () => Object.keys(localStorage).find((key) => key.startsWith("auth-user"));
const storage = () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
const refused = (name) => {
  const element = field(name);
  const ids = (element?.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  return element?.getAttribute("aria-invalid") === "true" && ids.some((id) => words(document.getElementById(id)));
};
