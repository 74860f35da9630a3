// Acts as a browser that translates the page: it puts each text below `root` into nested elements, as soon as the text
// is there, and takes the page's own text node out of the document. The words stay as they are.
//
// It tells through `say` when the page changes or removes a text node that it has taken out: people would go on reading
// the old words. Gives a function that ends it.
(root, say) => {
  const taken = new Set();
  const changes = new MutationObserver((records) => records.forEach(({ target }) => say(`changed to ${target.data}`)));

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
      taken.add(text);
      changes.observe(text, { characterData: true });
    }
  };

  const { removeChild } = Node.prototype;
  Node.prototype.removeChild = function (child) {
    if (taken.has(child)) say(`removed ${child.data}`);
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
