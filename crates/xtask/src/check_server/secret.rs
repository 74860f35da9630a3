//! What must not be printed: tokens and passwords, and what looks like one.
//! It must not know where a text comes from.

use std::fmt;

/// The longest word that is printed: tokens are longer, words of a sentence are not.
const WORD: usize = 24;
/// The longest sentence that is printed.
const SENTENCE: usize = 90;
/// The shortest secret that is looked for; anything shorter is no secret, and stands in other words too.
const SHORTEST: usize = 6;
/// What stands in its place.
const HIDDEN: &str = "[hidden]";

/// A text that shows itself to nobody by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(pub String);

impl fmt::Debug for Hidden {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(HIDDEN)
    }
}

/// Every secret that has been sent or received.
#[derive(Debug, Default)]
pub struct Secrets(Vec<Hidden>);

impl Secrets {
    /// Remembers one.
    pub fn add(&mut self, secret: &str) {
        let secret = Hidden(secret.to_owned());
        if secret.0.len() >= SHORTEST && !self.0.contains(&secret) {
            self.0.push(secret);
        }
    }

    /// The text without any of them.
    pub fn strip(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(&secret.0, HIDDEN))
    }
}

/// A server's sentence in quotes: short, on one line, without control characters, and without what could be a token.
pub fn quote(text: &str) -> String {
    let words = text.split_whitespace();
    let words = words.map(|word| if word.chars().count() > WORD { HIDDEN } else { word });
    format!("\"{}\"", plain(&words.collect::<Vec<_>>().join(" ")))
}

/// What a server says where no token can be: short, on one line, without control characters.
pub fn plain(text: &str) -> String {
    let mut shown: String = text.chars().filter(|c| !c.is_control()).take(SENTENCE).collect();
    if text.chars().nth(SENTENCE).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_and_control_characters_are_not_shown() {
        assert_eq!(quote("Bad credentials"), r#""Bad credentials""#);
        let token = "Failed for [f0e1d2c3-b4a5-9687-7869-5a4b3c2d1e0f]: gone";
        assert_eq!(quote(token), r#""Failed for [hidden] gone""#);
        assert_eq!(quote("a\u{1b}[31mb\nc"), r#""a[31mb c""#);
        assert!(quote(&"word ".repeat(100)).chars().count() < 100);
    }

    #[test]
    fn a_known_secret_is_taken_out_of_any_text() {
        let mut secrets = Secrets::default();
        secrets.add("family.1.mac");
        secrets.add("x");
        assert_eq!(secrets.strip("token family.1.mac, exit"), "token [hidden], exit");
        assert!(!format!("{secrets:?}").contains("family"));
    }
}
