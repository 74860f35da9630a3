// The state of the simulated server: its users and sessions, and the cookies of this browser. A service worker cannot
// set cookies, so the state has the tokens that would be in them.

/** Changes whenever the form of the state changes. */
const VERSION = 1;

/** Returns a state with the example users, in which nobody is signed in. */
async function newState() {
  const state = { version: VERSION, users: [], sessions: {}, cookies: { access: null, refresh: null }, refreshes: 0 };
  const password = await hashOf(EXAMPLE_PASSWORD);
  EXAMPLES.forEach(([username], n) => {
    const roles = EXAMPLES.slice(0, n + 1).map(([, role]) => role);
    addUser(state, { username, email: `${username}@example.org`, password, roles });
  });
  return state;
}

/** Adds a user and returns null. If the name or the address is taken, adds nothing and returns a message. */
function addUser(state, { username, email, password, roles }) {
  const isTaken = (user) =>
    fold(user.username) === fold(username) || skeletonOf(user.username) === skeletonOf(username);
  if (state.users.some(isTaken)) return "Error: Username is already taken!";
  if (state.users.some((user) => fold(user.email) === fold(email))) return "Error: Email is already in use!";
  state.users.push({ id: state.users.length + 1, username, email, roles, password });
  return null;
}

function userByName(state, username) {
  return state.users.find((user) => fold(user.username) === fold(username));
}

/** Converts a name or an address to the form in which they are compared, because case makes no difference. */
function fold(text) {
  return text.toLowerCase();
}

/** Returns whether this is the name of an example user together with its password. */
function isExample(username, password) {
  return EXAMPLES.some(([name]) => name === fold(username)) && password === EXAMPLE_PASSWORD;
}
