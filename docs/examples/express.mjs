// A server for Evergreen in Express 5: the whole contract, with everything in memory. Put a database in place of the maps.
import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import express from "express";

const PORT = Number(process.env.PORT ?? 8080);
const APP = process.env.APP_ORIGIN ?? "http://localhost:8081"; // exactly as in the address bar, without a slash at the end
const ACCESS = 15 * 60; // seconds that an access token is valid
const IDLE = 14 * 24 * 3600; // seconds after which an unused session ends
const GRACE = 10_000; // milliseconds for which a replaced refresh token is still accepted

const users = new Map(); // lowercase name -> { id, username, email, roles, salt, hash }
const access = new Map(); // access token -> { session, until }
const refresh = new Map(); // every refresh token of a session -> session

const app = express();
app.disable("x-powered-by");

// CORS. It comes first, so that refusals and errors have its headers too.
app.use((request, response, next) => {
  response.set({
    "Access-Control-Allow-Origin": APP, // never "*": browsers refuse it for requests with cookies
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Expose-Headers": "Retry-After",
    Vary: "Origin",
    "Cache-Control": "no-store",
  });
  const origin = request.get("origin");
  if (origin && origin !== APP) {
    response.removeHeader("Access-Control-Allow-Origin");
    return response.status(403).json({ message: "This origin is not allowed." });
  }
  if (request.method === "OPTIONS") {
    response.set({
      "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
      "Access-Control-Allow-Headers": "Content-Type",
      "Access-Control-Max-Age": "3600",
    });
    return response.status(204).end();
  }
  next();
});
app.use(express.json({ limit: "16kb" }));

// Cookies.
const PATHS = { access: "/api", refresh: "/api/auth/refreshtoken" };
const options = (name) => ({
  path: PATHS[name],
  httpOnly: true,
  sameSite: "strict",
  secure: APP.startsWith("https:"),
});
const setCookie = (response, name, token) => response.cookie(name, token, { ...options(name), maxAge: IDLE * 1000 });
const cookie = (request, name) =>
  request.get("cookie")?.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);

// Sessions.
const token = () => randomBytes(32).toString("base64url");

function grantAccess(response, session) {
  const fresh = token();
  session.used = Date.now();
  session.access.add(fresh);
  access.set(fresh, { session, until: Date.now() + ACCESS * 1000 });
  setCookie(response, "access", fresh);
}

function replaceRefreshToken(response, session) {
  session.previous = { token: session.current, until: Date.now() + GRACE };
  session.current = token();
  refresh.set(session.current, session);
  setCookie(response, "refresh", session.current);
}

function end(session) {
  for (const old of session.access) access.delete(old);
  for (const [old, of] of refresh) if (of === session) refresh.delete(old);
}

function sessionOf(request) {
  const found = access.get(cookie(request, "access"));
  return found && found.until > Date.now() ? found.session : undefined;
}

// The routes of the contract.
const hash = (password, salt) => scryptSync(password, salt, 32);
const nobody = { salt: token(), hash: randomBytes(32) };

app.post("/api/auth/signup", (request, response) => {
  const { username, email, password } = request.body ?? {};
  const refuse = (message) => response.status(400).json({ message });
  const length = (text) => (typeof text === "string" ? [...text].length : 0);
  if (length(username) < 3 || length(username) > 20) return refuse("A username has 3 to 20 characters.");
  if (!length(email) || length(email) > 50 || !/^[^\s@]+@[^\s@]+$/.test(email)) return refuse("This is no email address.");
  if (length(password) < 6 || length(password) > 40) return refuse("A password has 6 to 40 characters.");
  if (users.has(username.toLowerCase())) return refuse("This username is taken.");
  const taken = [...users.values()].some((user) => user.email.toLowerCase() === email.toLowerCase());
  if (taken) return refuse("This email address is in use.");
  const salt = token();
  const user = { id: users.size + 1, username, email, roles: ["ROLE_USER"], salt, hash: hash(password, salt) };
  users.set(username.toLowerCase(), user);
  response.json({ message: "You have an account now." });
});

app.post("/api/auth/signin", (request, response) => {
  const { username, password } = request.body ?? {};
  const user = users.get(String(username).toLowerCase());
  // An unknown name takes the same time as a wrong password.
  const { salt, hash: expected } = user ?? nobody;
  const matches = timingSafeEqual(hash(String(password), salt), expected);
  if (!user || !matches) return response.status(401).json({ message: "The name or the password is wrong." });
  const session = { user, current: undefined, previous: undefined, access: new Set(), used: Date.now() };
  replaceRefreshToken(response, session);
  grantAccess(response, session);
  const { id, email, roles } = user;
  response.json({ id, username: user.username, email, roles, expiresIn: ACCESS });
});

app.post("/api/auth/refreshtoken", (request, response) => {
  const sent = cookie(request, "refresh");
  if (!sent) return response.status(400).json({ message: "There is no refresh token." });
  const session = refresh.get(sent);
  // The message does not quote the token.
  const over = () => response.status(403).json({ message: "The session is over." });
  if (!session) return over();
  if (session.used + IDLE * 1000 < Date.now()) return end(session), over();
  if (sent === session.current) {
    replaceRefreshToken(response, session);
  } else if (sent === session.previous.token && Date.now() < session.previous.until) {
    // The response with the new token may have been lost, so it is sent once more.
    setCookie(response, "refresh", session.current);
  } else {
    // Somebody uses an old token: it may be stolen.
    return end(session), over();
  }
  grantAccess(response, session);
  response.json({ expiresIn: ACCESS });
});

app.post("/api/auth/signout", (request, response) => {
  const session = sessionOf(request);
  if (session) end(session);
  // A cookie is removed only with the path with which it was set.
  for (const name of Object.keys(PATHS)) response.clearCookie(name, options(name));
  response.json({ message: "You are signed out." });
});

const board = (text, role) => (request, response) => {
  const session = sessionOf(request);
  if (!session) return response.status(401).json({ message: "Sign in first." });
  if (role && !session.user.roles.includes(role)) return response.status(403).json({ message: "You may not see this." });
  response.type("text").send(text);
};
app.get("/api/test/all", (_, response) => response.type("text").send("Public content."));
app.get("/api/test/user", board("User content."));
app.get("/api/test/mod", board("Moderator board.", "ROLE_MODERATOR"));
app.get("/api/test/admin", board("Admin board.", "ROLE_ADMIN"));

// Errors are JSON, and have the headers from above.
app.use((_, response) => response.status(404).json({ message: "There is nothing at this address." }));
app.use((error, _request, response, _next) => {
  if (!error.status) console.error(error);
  response.status(error.status ?? 500).json({ message: error.status ? "The request is not valid." : "The server failed." });
});

app.listen(PORT, "127.0.0.1", () => console.log(`http://localhost:${PORT}/api`));
