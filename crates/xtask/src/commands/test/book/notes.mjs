// Requests the routes that the chapter about Express adds to its server. The argument is the API base of the server.
import assert from "node:assert/strict";

const api = process.argv[2];
let cookie = "";

async function call(path, method = "GET", body = undefined) {
  const headers = { "Content-Type": "application/json", Cookie: cookie };
  const response = await fetch(`${api}${path}`, { method, headers, body: body && JSON.stringify(body) });
  return { status: response.status, body: await response.json(), cookies: response.headers.getSetCookie() };
}

async function signIn(username) {
  cookie = "";
  const password = "a password";
  assert.equal((await call("/auth/signup", "POST", { username, email: `${username}@example.org`, password })).status, 200);
  const { status, cookies } = await call("/auth/signin", "POST", { username, password });
  assert.equal(status, 200);
  cookie = cookies.map((line) => line.split(";")[0]).join("; ");
}

assert.equal((await call("/notes")).status, 401);
assert.equal((await call("/notes", "POST", { text: "x" })).status, 401);
await signIn("notes-amy");
assert.deepEqual((await call("/notes?order=newest")).body, []);
for (const text of ["first", "second"]) {
  const { status, body } = await call("/notes", "POST", { text });
  assert.deepEqual([status, body], [201, { text }]);
}
for (const text of ["", "x".repeat(1001), 7, undefined]) {
  const { status, body } = await call("/notes", "POST", { text });
  assert.equal(status, 400);
  assert.ok(body.message);
}
assert.deepEqual((await call("/notes?order=newest")).body, [{ text: "second" }, { text: "first" }]);
await signIn("notes-bob");
assert.deepEqual((await call("/notes")).body, []);
console.log("The routes that the chapter about Express adds: as described.");
