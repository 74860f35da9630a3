// page.rs prepends these functions to each script that a test runs in the page. The functions that look for an element
// find only visible elements. They find an element by the name or the role that an assistive tool reads out.
const isShown = (element) =>
  element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert], [aria-hidden=true]");
const textOf = (element) => (element ? element.innerText.replace(/\s+/g, " ").replaceAll("’", "'").trim() : "");
const visible = (selector, root = document) => [...root.querySelectorAll(selector)].filter(isShown);
const nameOf = (element) =>
  element.getAttribute("aria-label") ?? ([...(element.labels ?? [])].map(textOf).join(" ") || textOf(element));
const findByName = (selector, name) => visible(selector).find((element) => nameOf(element) === name) ?? null;

const link = (name) => findByName("a[href], [role=link]", name);
const button = (name) => findByName("button, [role=button], input[type=submit]", name);
const field = (name) => findByName("input, textarea, select", name);
const control = (name) => button(name) ?? link(name);
const nav = () => visible("nav a[href], nav button").map(nameOf);
const roleText = (role) => visible(`[role=${role}]`).map(textOf).filter(Boolean).join(" / ");
const main = () => visible("main").map(textOf).join(" ");
const recordKey = () => Object.keys(localStorage).find((key) => key.startsWith("auth-user"));
const storage = () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
const hasError = (name) => {
  const element = field(name);
  const ids = (element?.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  return element?.getAttribute("aria-invalid") === "true" && ids.some((id) => textOf(document.getElementById(id)));
};
