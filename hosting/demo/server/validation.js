// The checks of a sign-up, and of a new password. They follow crates/backend/src/accounts.rs and look_alike.rs. A
// browser does not have all tables of Unicode that the companion server uses. So the checks of letters that look alike
// are complete only for ASCII, and the other checks of letters follow what a browser knows of them.

/** Scripts whose letters may occur together in a username: one script alone, or Latin with those of East Asia. */
const SCRIPTS = [
  ..."Latin Cyrillic Greek Armenian Hebrew Arabic Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada".split(" "),
  ..."Malayalam Sinhala Thai Lao Tibetan Myanmar Georgian Ethiopic Khmer Thaana".split(" "),
  "Latin Han Hiragana Katakana",
  "Latin Han Bopomofo",
  "Latin Han Hangul",
].map((scripts) => {
  const allowed = [...scripts.split(" "), "Common", "Inherited"].map((script) => `\\p{scx=${script}}`);
  return new RegExp(`^[${allowed.join("")}]*$`, "u");
});

/** What an ASCII character looks like, where that is not the character itself. */
const LOOKS_LIKE = { 0: "o", 1: "l", I: "l", "|": "l", m: "rn", '"': "''", "`": "'" };

const NAME = String.raw`[^\s\p{Cc}@"(),:;<>\[\]\\.]+`;
const LABEL = String.raw`[\p{L}\p{N}](?:[-\p{L}\p{N}]*[\p{L}\p{N}])?`;
const ADDRESS = new RegExp(`^${NAME}(?:\\.${NAME})*@${LABEL}(?:\\.${LABEL})*$`, "u");

/** The number of characters, not of UTF-16 units. */
const lengthOf = (text) => [...text].length;

/** Returns what is wrong with a sign-up, or null. */
function signUpError({ username, email, password }) {
  if (lengthOf(username) < 3 || lengthOf(username) > 20) return "Error: The username must have 3 to 20 characters.";
  if (/\p{Cc}| {2}/u.test(username) || username.trim() !== username)
    return "Error: The username must not have control characters, two spaces in a row, or spaces at its ends.";
  if (!isDistinct(username) || !isOfOneScript(username))
    return "Error: The username must not have invisible characters, or letters that look like others.";
  if (lengthOf(email) > 50) return "Error: The email must have at most 50 characters.";
  if (!ADDRESS.test(email) || !isDistinct(email)) return "Error: The email is not well-formed.";
  return passwordError(password);
}

/** Returns what is wrong with a new password, or null. */
function passwordError(password) {
  const isAllowed = lengthOf(password) >= 6 && lengthOf(password) <= 40;
  return isAllowed ? null : "Error: The password must have 6 to 40 characters.";
}

/** Returns whether the text has only visible characters, each of them in its usual form. */
function isDistinct(text) {
  const isUsual = (c) =>
    /[ -~]/.test(c) || (/[\p{L}\p{M}\p{Nd}]/u.test(c) && !/\p{DI}/u.test(c) && c.normalize("NFKC") === c);
  const hasHiddenDot = /[ijl\u{131}\u{237}\u{456}]\p{M}*\u{307}/u.test(text);
  return text.normalize("NFC") === text && [...text].every(isUsual) && !hasHiddenDot;
}

function isOfOneScript(text) {
  return SCRIPTS.some((script) => script.test(text));
}

/** Returns what a username looks like. Two names with the same result look alike. */
function skeletonOf(username) {
  return [...username].map((c) => LOOKS_LIKE[c] ?? c).join("").toLowerCase();
}
