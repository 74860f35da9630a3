// The `report` function of the recorder where WebDriver cannot read the console: it posts each report to the address
// that this script came from. `window.pendingReports` counts the requests without a response.
(() => {
  const here = document.currentScript.src;
  let restores = 0;
  window.pendingReports = 0;
  // A page in the back/forward cache may never get the responses to its earlier requests, so they no longer count.
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
