//! Hides secrets in the findings: the known tokens and passwords. In the server's messages, also hides every long word,
//! because it may be a token.

/// The maximum length of a word, in characters, when a message of the server is printed. Longer words are hidden,
/// because they may be tokens.
const LONGEST_WORD: usize = 24;
/// The maximum length of a text that is printed, in characters. Longer texts are cut off.
const LONGEST_TEXT: usize = 90;
/// The minimum length of a secret that is hidden, in bytes. Shorter secrets are not hidden, because they occur in
/// ordinary words.
const SHORTEST_SECRET: usize = 6;
const HIDDEN: &str = "[hidden]";

/// The secrets that were sent or received. This type does not implement `Debug`, because the output would contain the
/// secrets.
#[derive(Default)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// Remembers a secret, so that [`Secrets::strip`] hides it. Very short secrets are ignored.
    pub fn add(&mut self, secret: &str) {
        if secret.len() >= SHORTEST_SECRET && !self.0.iter().any(|known| known == secret) {
            self.0.push(secret.to_owned());
        }
    }

    /// Returns the text with every known secret hidden.
    pub fn strip(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret, HIDDEN))
    }
}

/// Returns a message of the server in quotes and on one line. First, each long word is hidden, because it may be a
/// token. Then [`plain`] shortens the text.
pub fn quote(text: &str) -> String {
    let words = text.split_whitespace();
    let words = words.map(|word| if word.chars().count() > LONGEST_WORD { HIDDEN } else { word });
    format!("\"{}\"", plain(&words.collect::<Vec<_>>().join(" ")))
}

/// Returns a text of the server without control characters. A long text is cut off. This function does not hide tokens,
/// so the text must not contain any.
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
