// The recorder's voice where no console can be read: posts each line to the address that it came from. How many are still
// on their way is to be seen in `untold`.
(() => {
  const here = document.currentScript.src;
  window.untold = 0;
  return (kind, text) => {
    window.untold++;
    fetch(here, { method: "POST", body: `${kind} ${text}`, keepalive: true }).then(() => window.untold--);
  };
})()
