// The sessions of the simulated server, and the tokens in the cookies. The rules are those of the companion server,
// crates/backend/src/store/refresh_rules.rs: each refresh replaces the refresh token. If a request has a token that was
// replaced earlier than the grace allows, the session ends. All times are in ms since 1970. Each function that gets a state
// changes it, unless its comment says otherwise.

/** Begins a session for a user, and sets both cookies. */
function begin(state, user, now) {
  for (const [id, session] of Object.entries(state.sessions)) if (endOf(session) <= now) delete state.sessions[id];
  const id = crypto.randomUUID();
  state.sessions[id] = { user: user.id, n: 1, replacedAt: null, beganAt: now, expiresAt: now + REFRESH_LIFETIME };
  setAccess(state, id, now);
  setRefresh(state, id);
}

/** Uses the refresh token of a request. Returns whether it was accepted. If so, sets the cookies. */
function refresh(state, token, now) {
  const session = state.sessions[token.session];
  if (!session || endOf(session) <= now || token.n > session.n) return false;
  const isCurrent = token.n === session.n;
  const isWithinGrace = token.n === session.n - 1 && session.replacedAt !== null && now <= session.replacedAt + GRACE;
  if (!isCurrent && !isWithinGrace) {
    delete state.sessions[token.session];
    return false;
  }
  if (isCurrent) Object.assign(session, { n: session.n + 1, replacedAt: now, expiresAt: now + REFRESH_LIFETIME });
  setAccess(state, token.session, now);
  setRefresh(state, token.session);
  return true;
}

/** Ends the session of the access token in these cookies, even if the token has expired. */
function end(state, cookies) {
  if (cookies.access) delete state.sessions[cookies.access.session];
}

/** Returns the user of the access token in these cookies, or undefined. Does not change the state. */
function signedIn(state, { access }, now) {
  const session = access && access.expiresAt > now ? state.sessions[access.session] : null;
  return session && session.beganAt + SESSION_LIFETIME > now
    ? state.users.find(({ id }) => id === session.user)
    : undefined;
}

/** Returns the cookies that the browser sends: those that have not expired. Does not change the state. */
function sentCookies({ cookies: { access, refresh } }, now) {
  const sent = (cookie) => (cookie && cookie.keptUntil > now ? cookie : null);
  return { access: sent(access), refresh: sent(refresh) };
}

function endOf({ expiresAt, beganAt }) {
  return Math.min(expiresAt, beganAt + SESSION_LIFETIME);
}

// The access cookie is kept as long as the refresh cookie. So a sign-out with an expired access token still says which
// session it ends.
function setAccess(state, id, now) {
  const keptUntil = endOf(state.sessions[id]);
  state.cookies.access = { session: id, expiresAt: Math.min(now + ACCESS_LIFETIME, keptUntil), keptUntil };
}

function setRefresh(state, id) {
  state.cookies.refresh = { session: id, n: state.sessions[id].n, keptUntil: endOf(state.sessions[id]) };
}
