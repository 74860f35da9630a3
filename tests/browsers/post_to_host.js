// In some browsers, WebDriver cannot read the console. There, the recorder (`recorder.js`) passes its reports to the
// function that this script returns. The function posts each report to the address from which this script was loaded.
// `window.pendingReports` counts the posts that have no response yet.
(() => {
  const here = document.currentScript.src;
  let restores = 0;
  window.pendingReports = 0;
  // When the page comes back from the back/forward cache, its earlier requests may never get a response. So they are
  // not counted any more.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    restores++;
    window.pendingReports = 0;
  });
  return (kind, text) => {
    const restoresBefore = restores;
    const settled = () => {
      if (restoresBefore === restores) window.pendingReports--;
    };
    window.pendingReports++;
    fetch(here, { method: "POST", body: `${kind} ${text}`, keepalive: true }).then(settled, settled);
  };
})()
