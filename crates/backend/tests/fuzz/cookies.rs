//! Random `Cookie` headers, and tampering with real tokens.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::bodies::MARKER;

/// A cookie that the server has set for two users. `value` is the value for one user. `other_value` is the value for
/// the other user.
#[derive(Clone, Debug)]
pub struct Token {
    pub name: &'static str,
    pub value: String,
    pub other_value: String,
}

impl Token {
    /// Returns whether the two cookies belong to one session in the Node/Express dialect. In this dialect, a session
    /// consists of two cookies with different names. So this function only checks that the names differ.
    pub fn is_partner_of(&self, other: &Self) -> bool {
        self.name != other.name
    }
}

/// The names of all cookies that the three dialects use.
pub const NAMES: [&str; 6] = [
    "evergreen-access",
    "evergreen-refresh",
    "bezkoder-jwt",
    "bezkoder-jwt-refresh",
    "bezkoder-session",
    "bezkoder-session.sig",
];

/// Generates up to two random `Cookie` headers, with all bytes that a header may contain. Most cookies have a name from
/// [`NAMES`].
pub fn lines() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let byte = prop_oneof![8 => b' '..=b'~', 1 => 0x80..=0xff_u8, 1 => Just(b'\t')];
    let bytes = vec(byte, 0..80);
    let value = prop_oneof![
        bytes.clone(),
        bytes.clone().prop_map(|bytes| [MARKER.as_bytes(), &bytes].concat()),
        // The next two values imitate tokens, which consist of parts with dots between them.
        "[A-Za-z0-9_-]{0,40}(\\.[A-Za-z0-9_-]{0,40}){0,4}".prop_map(|token| (MARKER.to_owned() + &token).into_bytes()),
        "[A-Za-z0-9_-]{22}\\.-?[0-9]{1,20}\\.[A-Za-z0-9_-]{43}".prop_map(String::into_bytes),
        "[a-z]{3000}".prop_map(String::into_bytes),
    ];
    let named = (select(NAMES.to_vec()), value).prop_map(|(name, value)| [name.as_bytes(), b"=", &value].concat());
    let cookie = prop_oneof![1 => bytes, 4 => named];
    vec(vec(cookie, 0..4).prop_map(|cookies| cookies.join(&b"; "[..])), 0..3)
}

/// Random changes to one token, which is chosen from several tokens.
#[derive(Clone, Debug)]
pub struct Tampering {
    token: Index,
    edits: Vec<Edit>,
}

#[derive(Clone, Debug)]
enum Edit {
    /// Replaces a character.
    Replace(Index, char),
    /// Inserts a character.
    Insert(Index, char),
    /// Removes a character.
    Remove(Index),
    /// Removes this character and everything after it.
    Truncate(Index),
    /// Replaces one part of the token by the same part of the other user's token. Dots separate the parts.
    OtherPart(Index),
    /// Replaces one part of the token by this text. Dots separate the parts.
    Part(Index, String),
    /// Replaces the second part, which is the number in a refresh token.
    Number(&'static str),
    /// Repeats the whole token.
    Repeat,
}

/// A token after the changes.
#[derive(Clone, Debug)]
pub struct TamperedToken {
    /// The index of the original token in the slice given to [`Tampering::apply`].
    pub index: usize,
    /// The changed value.
    pub value: String,
}

/// Generates one to three random changes. In two of three cases there is a single change, which is the hardest to
/// detect.
pub fn tampering() -> impl Strategy<Value = Tampering> {
    let character =
        prop_oneof![8 => "[A-Za-z0-9_=.-]", 1 => "[ -~]"].prop_map(|text| text.chars().next().unwrap_or('.'));
    let headers = [r#"{"alg":"none","typ":"JWT"}"#, r#"{"alg":"HS384","typ":"JWT"}"#, r#"{"alg":"RS256"}"#];
    let headers: Vec<String> = headers.map(base64url).to_vec();
    let part = prop_oneof![select(headers), any::<i64>().prop_map(|n| n.to_string()), "[A-Za-z0-9_-]{0,43}"];
    let number = select(vec!["+1", "01", "1e0", "0x1", "1_", " 1", "-1", "0", "2"]);
    let edit = prop_oneof![
        4 => (any::<Index>(), character.clone()).prop_map(|(index, character)| Edit::Replace(index, character)),
        2 => (any::<Index>(), character).prop_map(|(index, character)| Edit::Insert(index, character)),
        2 => any::<Index>().prop_map(Edit::Remove),
        1 => any::<Index>().prop_map(Edit::Truncate),
        2 => any::<Index>().prop_map(Edit::OtherPart),
        2 => (any::<Index>(), part).prop_map(|(index, part)| Edit::Part(index, part)),
        3 => number.prop_map(Edit::Number),
        1 => Just(Edit::Repeat),
    ];
    let edits = prop_oneof![2 => vec(edit.clone(), 1), 1 => vec(edit, 2..4)];
    (any::<Index>(), edits).prop_map(|(token, edits)| Tampering { token, edits })
}

impl Tampering {
    /// Chooses one of these tokens and returns a changed copy. Panics if there are no tokens.
    pub fn apply(&self, tokens: &[Token]) -> TamperedToken {
        let index = self.token.index(tokens.len());
        let mut value = tokens[index].value.clone();
        for edit in &self.edits {
            value = edit.apply(&value, &tokens[index].other_value);
        }
        TamperedToken { index, value }
    }
}

impl Edit {
    fn apply(&self, value: &str, other_value: &str) -> String {
        let mut characters: Vec<char> = value.chars().collect();
        let mut parts: Vec<&str> = value.split('.').collect();
        let length = characters.len();
        match self {
            Self::Insert(index, character) => characters.insert(index.index(length + 1), *character),
            Self::Repeat => return value.repeat(2),
            Self::OtherPart(index) => {
                let at = index.index(parts.len());
                parts[at] = other_value.split('.').nth(at).unwrap_or_default();
                return parts.join(".");
            }
            Self::Number(number) => {
                if let Some(part) = parts.get_mut(1) {
                    *part = number;
                }
                return parts.join(".");
            }
            Self::Part(index, part) => {
                let at = index.index(parts.len());
                parts[at] = part;
                return parts.join(".");
            }
            _ if length == 0 => {}
            Self::Replace(index, character) => characters[index.index(length)] = *character,
            Self::Remove(index) => drop(characters.remove(index.index(length))),
            Self::Truncate(index) => characters.truncate(index.index(length)),
        }
        characters.into_iter().collect()
    }
}

fn base64url(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}
