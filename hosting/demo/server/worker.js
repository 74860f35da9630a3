// The service worker: decides which route answers a request. It answers only the calls of the API. All other requests
// go to the host.

const ROUTES = {
  "/auth/signup": { POST: signUp },
  "/auth/signin": { POST: signIn },
  "/auth/refreshtoken": { POST: refreshToken },
  "/auth/signout": { POST: signOut },
  "/auth/password": { POST: changePassword },
  "/test/all": { GET: async () => board("Public Content.") },
  "/test/user": { GET: (request) => protectedBoard(request, "User Content.", "ROLE_USER") },
  "/test/mod": { GET: (request) => protectedBoard(request, "Moderator Board.", "ROLE_MODERATOR") },
  "/test/admin": { GET: (request) => protectedBoard(request, "Admin Board.", "ROLE_ADMIN") },
  "/demo/expire": { POST: expire },
  "/demo/end": { POST: endSessions },
  "/demo/reset": { POST: startAgain },
  "/demo/refreshes": { POST: countRefreshes },
};

/** Returns the response with a board's text, if the user has this role. Any signed-in user may see the user board. */
async function protectedBoard({ cookies, path, now }, text, role) {
  const user = signedIn(await read(), cookies, now);
  if (!user) return unauthenticated(path);
  return role === "ROLE_USER" || user.roles.includes(role) ? board(text) : forbidden(path, now);
}

async function respond(request, path) {
  // A browser reads the cookies when it sends a request. If they change before the server handles the request, the
  // request still has the old ones.
  const cookies = sentCookies(await read(), Date.now());
  const route = path.slice(API.length);
  const text = await request.text();
  if (!route.startsWith("/demo/")) {
    await new Promise((resolve) => setTimeout(resolve, LATENCY));
    const [type] = (request.headers.get("Content-Type") ?? "").split(";");
    if (request.method === "POST" && type.trim().toLowerCase() !== "application/json")
      return message(415, "The content type must be application/json.");
  }
  const methods = Object.hasOwn(ROUTES, route) ? ROUTES[route] : null;
  if (!methods) return message(404, "There is nothing here.");
  if (!Object.hasOwn(methods, request.method)) return message(405, "This address does not take this method.");
  return methods[request.method]({ path, body: parsed(text), cookies, now: Date.now() });
}

/** Returns the value of a JSON text, or null if the text is not JSON. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => {
  if (event.data === "claim") event.waitUntil(clients.claim());
});
addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== location.origin || !pathname.startsWith(`${API}/`)) return;
  const failed = (error) => {
    console.warn(error);
    return message(500, "The server failed. Please try again later.");
  };
  event.respondWith(respond(event.request, pathname).catch(failed));
});
