// index.html names the program's first request, and the pages that need this request. If the browser opens one of these
// pages, this script sends the request before the program runs. When the response arrives, this script inserts the
// text of the response into a template from index.html, and shows the result. The template is the content of the page
// without the text. When the program runs, it uses the same response, so it does not send the request again.
//
// This is a classic script in the head of the page, so it runs while the rest of the page is still being loaded.
(() => {
  const isText = ({ ok, headers }) => ok && /^text\//.test(headers.get("Content-Type"));
  // Returns true if this script may show the text. The program checks the text too (src/components/board_text.rs), and
  // refuses a text that is too long, or that begins with `<` when white space before it is ignored. This script does
  // not show these texts either. A text of only white space is not shown either, because the program shows a message in
  // place of this text.
  const isBoard = (text) => /^\s*[^\s<]/.test(text) && text.length <= 20000;

  // Shows the text of the response in place of the skeleton. The program reads the body of the response itself, so this
  // function reads a copy.
  async function show(response, isOpen) {
    if (!isText(response)) return;
    const text = await response.clone().text();
    const loading = document.getElementById("loading");
    // `loading` is null if boot.js has removed the element. boot.js removes it when the program shows its page or
    // fails.
    if (!loading || !isBoard(text) || !isOpen()) return;
    const page = document.querySelector("template").content.firstElementChild.cloneNode(true);
    page.id = "early-page";
    page.querySelector("blockquote").firstChild.textContent = text;
    loading.hidden = true;
    loading.before(page);
  }

  // Sends the program's first request, if index.html says that the current page needs it. Returns true if the request
  // was sent.
  function request(base) {
    const { content, dataset } = document.querySelector("meta[name='early-request']") ?? {};
    const isOpen = () =>
      dataset?.pages.split(" ").some((page) => new URL(page, document.baseURI).pathname === location.pathname);
    if (!isOpen()) return false;
    const address = base.trim().replace(/\/+$/, "") + content;
    const response = fetch(address, { credentials: "include", cache: "no-store" });
    // If the request fails, the page keeps its skeleton, and the program sends the request again.
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
    // The API base is missing or is not a valid address. This script shows no message, because the program shows one
    // when it starts.
    console.warn(error);
  }
})();
