//! Cookies made up by chance: any header, and real tokens that were tampered with.
//! It must not know who believes which.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::bodies::CANARY;

/// A cookie as one of the guises has set it, and another person's of the same name.
#[derive(Clone, Debug)]
pub struct Token {
    pub name: &'static str,
    pub value: String,
    pub others: String,
}

impl Token {
    /// Whether the two count only together.
    pub fn is_partner_of(&self, other: &Self) -> bool {
        self.name != other.name
    }
}

/// The names that the guises look for.
pub const NAMES: [&str; 6] = [
    "evergreen-access",
    "evergreen-refresh",
    "bezkoder-jwt",
    "bezkoder-jwt-refresh",
    "bezkoder-session",
    "bezkoder-session.sig",
];

/// Some `Cookie` headers: every byte that a header can have, with names that are looked for among them.
pub fn lines() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let byte = prop_oneof![8 => b' '..=b'~', 1 => 0x80..=0xff_u8, 1 => Just(b'\t')];
    let bytes = vec(byte, 0..80);
    let value = prop_oneof![
        bytes.clone(),
        bytes.clone().prop_map(|bytes| [CANARY.as_bytes(), &bytes].concat()),
        // As long and as dotted as tokens are.
        "[A-Za-z0-9_-]{0,40}(\\.[A-Za-z0-9_-]{0,40}){0,4}".prop_map(|token| (CANARY.to_owned() + &token).into_bytes()),
        "[A-Za-z0-9_-]{22}\\.-?[0-9]{1,20}\\.[A-Za-z0-9_-]{43}".prop_map(String::into_bytes),
        "[a-z]{3000}".prop_map(String::into_bytes),
    ];
    let named = (select(NAMES.to_vec()), value).prop_map(|(name, value)| [name.as_bytes(), b"=", &value].concat());
    let cookie = prop_oneof![1 => bytes, 4 => named];
    vec(vec(cookie, 0..4).prop_map(|cookies| cookies.join(&b"; "[..])), 0..3)
}

/// What is done to a token, and to which of them.
#[derive(Clone, Debug)]
pub struct Tampering {
    token: Index,
    edits: Vec<Edit>,
}

#[derive(Clone, Debug)]
enum Edit {
    /// Another character in the place of one.
    Replace(Index, char),
    /// One more character.
    Insert(Index, char),
    /// One character less.
    Remove(Index),
    /// Nothing from there on.
    Cut(Index),
    /// A part between two dots, exchanged for that of another person's token.
    Others(Index),
    /// A part between two dots, exchanged for this.
    Part(Index, String),
    /// The part in the middle, a refresh token's number, written in another way or another one.
    Number(&'static str),
    /// All of it twice.
    Twice,
}

/// A token after it was tampered with.
#[derive(Clone, Debug)]
pub struct Spoilt {
    /// Which of them it was.
    pub index: usize,
    /// What became of it.
    pub value: String,
}

/// One to three changes of a real token.
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
        1 => any::<Index>().prop_map(Edit::Cut),
        2 => any::<Index>().prop_map(Edit::Others),
        2 => (any::<Index>(), part).prop_map(|(index, part)| Edit::Part(index, part)),
        3 => number.prop_map(Edit::Number),
        1 => Just(Edit::Twice),
    ];
    // One alone is the hardest to notice.
    let edits = prop_oneof![2 => vec(edit.clone(), 1), 1 => vec(edit, 2..4)];
    (any::<Index>(), edits).prop_map(|(token, edits)| Tampering { token, edits })
}

impl Tampering {
    /// Does it to one of these tokens.
    pub fn of(&self, tokens: &[Token]) -> Spoilt {
        let index = self.token.index(tokens.len());
        let mut value = tokens[index].value.clone();
        for edit in &self.edits {
            value = edit.of(&value, &tokens[index].others);
        }
        Spoilt { index, value }
    }
}

impl Edit {
    fn of(&self, value: &str, others: &str) -> String {
        let mut characters: Vec<char> = value.chars().collect();
        let mut parts: Vec<&str> = value.split('.').collect();
        let length = characters.len();
        match self {
            Self::Insert(index, character) => characters.insert(index.index(length + 1), *character),
            Self::Twice => return value.repeat(2),
            Self::Others(index) => {
                let at = index.index(parts.len());
                parts[at] = others.split('.').nth(at).unwrap_or_default();
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
            Self::Cut(index) => characters.truncate(index.index(length)),
        }
        characters.into_iter().collect()
    }
}

fn base64url(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}
