// Requests the content of the first page before the program runs, and shows it. index.html names the request, the pages
// that make it, and has their content without the text. The program uses the same response.
//
// This is a classic script in the head of the page, so it runs while the rest of the page is still being loaded.
(() => {
  const isText = ({ ok, headers }) => ok && /^text\//.test(headers.get("Content-Type"));
  // The same rules as in src/components/board_text.rs. An empty text is left to the program.
  const isBoard = (text) => /^\s*[^\s<]/.test(text) && text.length <= 20000;

  // Shows the text of the response in place of the skeleton. The program reads the body of the response itself, so this
  // reads a copy of it.
  async function show(response, isOpen) {
    if (!isText(response)) return;
    const text = await response.clone().text();
    const loading = document.getElementById("loading");
    // The loading state is gone if the program shows its page, or has failed.
    if (!loading || !isBoard(text) || !isOpen()) return;
    const page = document.querySelector("template").content.firstElementChild.cloneNode(true);
    page.id = "early-page";
    page.querySelector("blockquote").firstChild.textContent = text;
    loading.hidden = true;
    loading.before(page);
  }

  // Sends the program's first request, if a page that makes it is open. Returns whether the request was sent.
  function request(base) {
    const { content, dataset } = document.querySelector("meta[name='early-request']") ?? {};
    const isOpen = () =>
      dataset?.pages.split(" ").some((page) => new URL(page, document.baseURI).pathname === location.pathname);
    if (!isOpen()) return false;
    const address = base.trim().replace(/\/+$/, "") + content;
    const response = fetch(address, { credentials: "include", cache: "no-store" });
    // After a failure, the page keeps its skeleton, and the program sends the request again.
    response.then((response) => show(response, isOpen)).catch(() => {});
    globalThis.evergreenEarly = (asked) => asked === address && response;
    return true;
  }

  try {
    const { content } = document.querySelector("meta[name='api-base']");
    const { origin } = new URL(content, document.baseURI);
    if (request(content) || origin === location.origin) return;
    // Opens the connection to the server, so that it is ready for the program's first request.
    const hint = { rel: "preconnect", crossOrigin: "use-credentials", href: origin };
    document.head.append(Object.assign(document.createElement("link"), hint));
  } catch (error) {
    // The program reports an API base that is wrong.
    console.warn(error);
  }
})();
