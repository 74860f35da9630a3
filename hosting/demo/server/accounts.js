// The routes of the contract below /auth. Each function gets a request, and returns a response. A request consists of
// its path, its JSON body or null, the cookies that it was sent with, and the time at which it is handled.

const KNOWN_PASSWORD = "Error: Everybody knows this password. Please choose another one.";

async function signUp({ body }) {
  if (!hasTexts(body, ["username", "email", "password"]) || !isRoles(body.role))
    return invalidBody("username, email and password");
  const { username, email } = body;
  const error = signUpError(body) ?? (isExample(username, body.password) ? KNOWN_PASSWORD : null);
  if (error) return message(400, error);
  const password = await hashOf(body.password);
  // A person who signs up becomes a user. The roles in the request have no effect.
  const taken = await change((state) => addUser(state, { username, email, password, roles: ["ROLE_USER"] }));
  return taken ? message(400, taken) : message(200, "User registered successfully!");
}

async function signIn({ body, cookies, path, now }) {
  if (!hasTexts(body, ["username", "password"])) return invalidBody("username and password");
  const user = userByName(await read(), body.username);
  if (!user || !(await isPassword(body.password, user.password))) return unauthorized("Bad credentials", path);
  await change((state) => {
    end(state, cookies);
    begin(state, user, now);
  });
  const { id, username, email, roles } = user;
  return json(200, { id, username, email, roles, offers: OFFERS });
}

async function refreshToken({ cookies, path, now }) {
  const { accepted, refreshes } = await change((state) => {
    state.refreshes += 1;
    return { accepted: cookies.refresh ? refresh(state, cookies.refresh, now) : null, refreshes: state.refreshes };
  });
  for (const client of await clients.matchAll()) client.postMessage({ refreshes });
  if (accepted === null) return message(400, "Refresh Token is empty!");
  if (!accepted) return refreshRefused(path, now);
  return json(200, { message: "Token is refreshed successfully!", offers: OFFERS });
}

async function signOut({ cookies }) {
  await change((state) => {
    end(state, cookies);
    state.cookies = { access: null, refresh: null };
  });
  return message(200, "You've been signed out!");
}

async function changePassword({ body, cookies, path, now }) {
  const user = signedIn(await read(), cookies, now);
  if (!user) return unauthenticated(path);
  if (!hasTexts(body, ["current", "new"])) return invalidBody("current and new");
  const error = passwordError(body.new) ?? (isExample(user.username, body.new) ? KNOWN_PASSWORD : null);
  if (error) return message(400, error);
  if (!(await isPassword(body.current, user.password))) return message(400, "Error: The current password is wrong.");
  const password = await hashOf(body.new);
  const isChanged = await change((state) => {
    const owner = signedIn(state, cookies, now);
    if (!owner) return false;
    owner.password = password;
    for (const [id, session] of Object.entries(state.sessions))
      if (session.user === owner.id && id !== cookies.access.session) delete state.sessions[id];
    return true;
  });
  return isChanged ? message(200, "Password changed. All other sessions were ended.") : unauthenticated(path);
}

function hasTexts(body, fields) {
  return fields.every((field) => typeof body?.[field] === "string");
}

function isRoles(roles) {
  return (roles ?? null) === null || (Array.isArray(roles) && roles.every((role) => typeof role === "string"));
}
