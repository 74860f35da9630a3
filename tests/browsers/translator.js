// Translates the page as a browser does: replaces each text node below `root` by nested elements that contain the same
// text. A text that the page adds later is replaced as soon as it is there.
//
// Calls `report` when the page changes or removes a text node that the translator has replaced. In this case, people
// would still see the old text. Returns a function that stops the translator.
(root, report) => {
  const replaced = new Set();
  const changes = new MutationObserver((records) =>
    records.forEach(({ target }) => report(`changed to ${target.data}`)));

  const translate = () => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const parent = text.parentElement;
      if (!text.data.trim() || parent.closest("[data-translated], script, style, noscript, textarea")) continue;
      const element = () =>
        parent.namespaceURI.endsWith("svg")
          ? document.createElementNS(parent.namespaceURI, "tspan")
          : document.createElement("font");
      const [outer, inner] = [element(), element()];
      outer.dataset.translated = "";
      inner.append(text.data);
      outer.append(inner);
      text.replaceWith(outer);
      replaced.add(text);
      changes.observe(text, { characterData: true });
    }
  };

  const { removeChild } = Node.prototype;
  Node.prototype.removeChild = function (child) {
    if (replaced.has(child)) report(`removed ${child.data}`);
    return removeChild.call(this, child);
  };

  const additions = new MutationObserver(translate);
  additions.observe(root, { subtree: true, childList: true, characterData: true });
  translate();
  return () => {
    Node.prototype.removeChild = removeChild;
    additions.disconnect();
    changes.disconnect();
  };
}
