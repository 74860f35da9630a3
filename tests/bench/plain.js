// Sends `size` requests at once. The requests use `fetch` alone, without the session library. `refresh` is the address
// of the refresh. If a request gets a 401, it waits for a refresh, and is then sent again. All requests that wait at
// the same time share the promise of one refresh. If `refresh` is missing, no request is sent again. The function
// returns two values. `ms` is the time from the first request to the last response, in ms. `succeeded` is the number of
// requests that succeeded.
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
