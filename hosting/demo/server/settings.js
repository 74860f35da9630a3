// The simulated server of a demo: a service worker that answers the calls of the API. A build puts all files of this
// folder into one script. The responses are those of the companion server, crates/backend, with its default settings.
// It differs in two of them: an access token lasts 30 s, and of the optional parts of the contract, it offers only the
// password.
"use strict";

/** The path of the API. A release that is later served in place of the demo has another API, so that a worker which is
    still in the visitor's browser answers none of its calls. */
const API = new URL("demo-api", location.href).pathname;

/** How long each request takes, in ms, as if the server were in another town. */
const LATENCY = 60;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How long an access token is accepted, in ms. */
const ACCESS_LIFETIME = MINUTE / 2;

/** How long a refresh token is accepted, in ms. */
const REFRESH_LIFETIME = 14 * DAY;

/** How long a session lasts at most, in ms, however often it is refreshed. */
const SESSION_LIFETIME = 90 * DAY;

/** How long a refresh token is still accepted after a new one has replaced it, in ms. */
const GRACE = 10_000;

/** The optional parts of the contract that this server offers. */
const OFFERS = ["password"];

/** The example users in the order of their ids. Each one has the roles of the users before it, too. */
const EXAMPLES = [
  ["user", "ROLE_USER"],
  ["moderator", "ROLE_MODERATOR"],
  ["admin", "ROLE_ADMIN"],
];

/** The password of the example users. */
const EXAMPLE_PASSWORD = "evergreen";
