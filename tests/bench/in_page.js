// A user who is quick, and the clock. Run in the page, which nobody else asks anything meanwhile.
const words = (element) => (element ? element.textContent.replace(/\s+/g, " ").trim() : "");
const now = () => performance.now();

// Settles with what `look` finds, at once or as soon as the page changes to it.
function appears(what, look) {
  return new Promise((resolve, reject) => {
    const end = () => {
      observer.disconnect();
      clearTimeout(patience);
    };
    const ask = () => {
      const found = look();
      if (!found) return;
      end();
      resolve(found);
    };
    const observer = new MutationObserver(ask);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    const patience = setTimeout(() => {
      end();
      reject(new Error(`no ${what}; instead: ${words(document.body)}`));
    }, 60_000);
    ask();
  });
}

function link(name) {
  const found = [...document.querySelectorAll("nav a")].find((link) => words(link) === name);
  if (!found) throw new Error(`no link ${name}`);
  return found;
}

// Chromium ignores what an app does to its history more than 200 times in 10 s, so a user is not quicker than that.
const PACE = 60;
let followed = 0;
const paced = () => new Promise((resolve) => setTimeout(resolve, Math.max(0, followed + PACE - now())));

// Follows a link of the navigation; answers how long it took until its page showed `text`, in ms.
async function follow(name, text) {
  await paced();
  const from = (followed = now());
  link(name).click();
  await appears(text, () => words(document.querySelector("main")).includes(text));
  return now() - from;
}

// From the click on a board to its text, beside what the network alone takes for it: `times` of each, one after the other.
async function clicks(times, address) {
  const [board, fetched] = [[], []];
  for (let time = 0; time < times; time += 1) {
    await follow("Home", "Public Content.");
    board.push(await follow("User", "User Content."));
    const from = now();
    await (await fetch(address, { credentials: "include", cache: "no-store" })).text();
    fetched.push(now() - from);
  }
  return { board, fetched };
}

// Goes through these pages, each a name in the navigation and its text, until there were `times` visits.
async function visit(times, pages) {
  for (let time = 0; time < times; time += 1) await follow(...pages[time % pages.length]);
}

// Sends a burst from /activity; the time is the user's, from the click to the line.
async function burst(size) {
  document.querySelector("main input[type=number]").value = size;
  const from = now();
  document.querySelector("main button[type=submit]").click();
  await appears("progress", () => document.querySelector("main progress"));
  const line = /(\d+) of \d+ succeeded · \d+ refresh(?:es)? · \d+ ms/;
  const told = await appears("line of the burst", () =>
    [...document.querySelectorAll("main [role=status]")].map((status) => line.exec(words(status))).find(Boolean));
  return { ms: now() - from, succeeded: Number(told[1]) };
}
