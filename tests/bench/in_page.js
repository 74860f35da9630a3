// Functions that click and measure. They run inside of the page, while nothing else uses the page.
const textOf = (element) => (element ? element.textContent.replace(/\s+/g, " ").trim() : "");
const now = () => performance.now();

// Calls `find` now and after each change of the page. Resolves with the first truthy result of `find`. After a minute,
// rejects with an error that contains `what`, the name of the missing thing.
function appears(what, find) {
  return new Promise((resolve, reject) => {
    const end = () => {
      observer.disconnect();
      clearTimeout(timeout);
    };
    const check = () => {
      const found = find();
      if (!found) return;
      end();
      resolve(found);
    };
    const observer = new MutationObserver(check);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    const timeout = setTimeout(() => {
      end();
      reject(new Error(`no ${what}; instead: ${textOf(document.body)}`));
    }, 60_000);
    check();
  });
}

function link(name) {
  const found = [...document.querySelectorAll("nav a")].find((link) => textOf(link) === name);
  if (!found) throw new Error(`no link ${name}`);
  return found;
}

// If a page changes its history more than 200 times in 10 s, Chromium ignores the next changes. Each click on a link
// changes the history. With at least 60 ms between two clicks, there are at most 167 changes in 10 s.
const PAUSE = 60;
let lastClick = 0;
const pause = () => new Promise((resolve) => setTimeout(resolve, Math.max(0, lastClick + PAUSE - now())));

// Clicks a link in the navigation. Returns the time from the click until the main element contains `text`, in ms.
async function follow(name, text) {
  await pause();
  const start = (lastClick = now());
  link(name).click();
  await appears(text, () => textOf(document.querySelector("main") ?? document.body).includes(text));
  return now() - start;
}

// Clicks the link to a board. A board is a page that shows a text of the server. The number of clicks is `times`. For
// each click, measures the time until the text of the board is on the page. Then calls `fetch` with the `address` of
// the same text, and measures the time until that text has arrived. Returns two lists of times in ms: the times of the
// clicks, and the times of the calls of `fetch`.
async function clicks(times, address) {
  const [board, fetched] = [[], []];
  for (let time = 0; time < times; time += 1) {
    await follow("Home", "Public Content.");
    board.push(await follow("User", "User Content."));
    const start = now();
    await (await fetch(address, { credentials: "include", cache: "no-store" })).text();
    fetched.push(now() - start);
  }
  return { board, fetched };
}

// Signs in with the form of the page. Finds the fields by their types and not by their labels, because another app may
// have other labels. Another app may also load the page again after the sign-in. So this function does not wait until
// the user is signed in.
async function signIn(username, password) {
  const form = await appears("form", () => document.querySelector("input[type=password]")?.form);
  const fill = (input, text) => {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  fill(form.querySelector("input:not([type=password])"), username);
  fill(form.querySelector("input[type=password]"), password);
  setTimeout(() => form.requestSubmit());
}

// Visits the given pages in turn, `times` visits in total. Each page is a pair of its name in the navigation and a text
// that it shows.
async function visit(times, pages) {
  for (let time = 0; time < times; time += 1) await follow(...pages[time % pages.length]);
}

// Sends a burst (many requests at once) from /activity. Returns two values. The first value is the time from the click
// until the page shows the result, in ms. The second value is the number of requests that succeeded.
async function burst(size) {
  document.querySelector("main input[type=number]").value = size;
  const start = now();
  document.querySelector("main button[type=submit]").click();
  await appears("progress", () => document.querySelector("main progress"));
  const line = /(\d+) of \d+ succeeded · \d+ refresh(?:es)? · \d+ ms/;
  const result = await appears("line of the burst", () =>
    [...document.querySelectorAll("main [role=status]")].map((status) => line.exec(textOf(status))).find(Boolean));
  return { ms: now() - start, succeeded: Number(result[1]) };
}
