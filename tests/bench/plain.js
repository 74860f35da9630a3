// Two clients as most apps have them, to compare with: `fetch` alone, and `fetch` with one shared promise of a refresh.
async function plainBurst(size, address, refresh) {
  const ask = () => fetch(address, { credentials: "include", cache: "no-store" });
  const headers = { "Content-Type": "application/json" };
  let refreshing = null;
  const renewed = () =>
    (refreshing ??= fetch(refresh, { method: "POST", credentials: "include", headers, body: "{}" }).finally(() => {
      refreshing = null;
    }));

  const call = async () => {
    let answer = await ask();
    if (answer.status === 401 && refresh) {
      await renewed();
      answer = await ask();
    }
    await answer.text();
    return answer.ok;
  };
  const from = performance.now();
  const answers = await Promise.all(Array.from({ length: size }, call));
  return { ms: performance.now() - from, succeeded: answers.filter(Boolean).length };
}
