// Two simple clients to compare with: `fetch` alone, and `fetch` with one shared promise of a refresh.
async function plainBurst(size, address, refresh) {
  const send = () => fetch(address, { credentials: "include", cache: "no-store" });
  const headers = { "Content-Type": "application/json" };
  let refreshing = null;
  const renewed = () =>
    (refreshing ??= fetch(refresh, { method: "POST", credentials: "include", headers, body: "{}" }).finally(() => {
      refreshing = null;
    }));

  const request = async () => {
    let response = await send();
    if (response.status === 401 && refresh) {
      await renewed();
      response = await send();
    }
    await response.text();
    return response.ok;
  };
  const start = performance.now();
  const results = await Promise.all(Array.from({ length: size }, request));
  return { ms: performance.now() - start, succeeded: results.filter(Boolean).length };
}
