// The recorder's voice where no console can be read: posts each line to the address that it came from. How many are still
// on their way is to be seen in `untold`.
(() => {
  const here = document.currentScript.src;
  let stay = 0;
  window.untold = 0;
  // What was on its way when the page was put away is nobody's any more, and may never be heard of again.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    stay++;
    window.untold = 0;
  });
  return (kind, text) => {
    const mine = stay;
    const told = () => {
      if (mine === stay) window.untold--;
    };
    window.untold++;
    fetch(here, { method: "POST", body: `${kind} ${text}`, keepalive: true }).then(told, told);
  };
})()
