//! Hides tokens, passwords, and everything that looks like one in the findings.

/// Longer words are hidden, because they may be tokens. In characters.
const LONGEST_WORD: usize = 24;
/// Longer texts are cut off. In characters.
const LONGEST_TEXT: usize = 90;
/// Shorter secrets are not hidden, because they occur in ordinary words. In bytes.
const SHORTEST_SECRET: usize = 6;
const HIDDEN: &str = "[hidden]";

/// The secrets that were sent or received. It does not implement `Debug`, which would show them.
#[derive(Default)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// Remembers a secret.
    pub fn add(&mut self, secret: &str) {
        if secret.len() >= SHORTEST_SECRET && !self.0.iter().any(|known| known == secret) {
            self.0.push(secret.to_owned());
        }
    }

    /// The text with every known secret hidden.
    pub fn strip(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret, HIDDEN))
    }
}

/// A message of the server in quotes, on one line, without long words, and with the limits of [`plain`].
pub fn quote(text: &str) -> String {
    let words = text.split_whitespace();
    let words = words.map(|word| if word.chars().count() > LONGEST_WORD { HIDDEN } else { word });
    format!("\"{}\"", plain(&words.collect::<Vec<_>>().join(" ")))
}

/// A text of the server without control characters, cut off if it is long. It must not contain a token.
pub fn plain(text: &str) -> String {
    let mut shown: String = text.chars().filter(|c| !c.is_control()).take(LONGEST_TEXT).collect();
    if text.chars().nth(LONGEST_TEXT).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_control_characters_and_known_secrets_are_not_shown() {
        let token = "Failed for [f0e1d2c3-b4a5-9687-7869-5a4b3c2d1e0f]: gone";
        assert_eq!(quote(token), r#""Failed for [hidden] gone""#);
        assert_eq!(quote("a\u{1b}[31mb\nc"), r#""a[31mb c""#);
        assert!(quote(&"word ".repeat(100)).chars().count() < 100);
        let mut secrets = Secrets::default();
        secrets.add("family.1.mac");
        secrets.add("x");
        assert_eq!(secrets.strip("token family.1.mac, exit"), "token [hidden], exit");
    }
}
