// Sends `size` requests at once by `fetch`, as simple clients do. If `refresh` is an address, a request that gets a 401
// is sent again after a refresh, and all requests share the promise of one refresh. If `refresh` is missing, nothing is
// refreshed. Returns two values. The first value is the time from the first request to the last response, in ms. The
// second value is the number of requests that succeeded.
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
