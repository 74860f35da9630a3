// The responses of the simulated server. The order of the fields is that of the companion server.

function response(status, type, body) {
  const headers = { "Content-Type": type, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };
  return new Response(body, { status, headers });
}

function json(status, body) {
  return response(status, "application/json", JSON.stringify(body));
}

function message(status, text) {
  return json(status, { message: text });
}

/** The response to a request whose sender is not known, or not signed in. */
function unauthorized(text, path) {
  return json(401, { path, error: "Unauthorized", message: text, status: 401 });
}

function unauthenticated(path) {
  return unauthorized("Full authentication is required to access this resource", path);
}

function forbidden(path, now) {
  return json(403, { timestamp: new Date(now).toISOString(), status: 403, error: "Forbidden", path });
}

function refreshRefused(path, now) {
  return json(403, {
    statusCode: 403,
    timestamp: new Date(now).toISOString(),
    message: "Refresh token was expired. Please make a new signin request",
    description: `uri=${path}`,
  });
}

function invalidBody(fields) {
  return message(400, `The body must be JSON with the texts ${fields}.`);
}

function board(text) {
  return response(200, "text/plain;charset=UTF-8", text);
}
