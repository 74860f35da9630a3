// The routes that no other server has. The notice of the demo calls them. Each response has the number of refreshes
// that the server has got.

/** Lets the access token expire now, so that a visitor need not wait for it. */
async function expire() {
  return json(200, await change((state) => {
    if (state.cookies.access) state.cookies.access.expiresAt = 0;
    return { refreshes: state.refreshes };
  }));
}

/** Ends all sessions at the server, as an operator can do. The cookies stay. */
async function endSessions() {
  return json(200, await change((state) => {
    state.sessions = {};
    return { refreshes: state.refreshes };
  }));
}

/** Forgets all users and sessions, and begins again with the example users. */
async function startAgain() {
  await reset();
  return json(200, { refreshes: 0 });
}

async function countRefreshes() {
  const { refreshes } = await read();
  return json(200, { refreshes });
}
