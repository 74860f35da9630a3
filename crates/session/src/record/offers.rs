//! The optional parts of a server, as the server announces them in its responses to a sign-in or a refresh.

use serde::Serialize;

use crate::json::Json;

/// An optional part of a server. An app shows nothing of a part that its server does not offer. Each part has a word,
/// which [`Offers::read`] finds in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Users list their own sessions and end them. The word of this part is `sessions`.
    Sessions,
    /// Users change their own passwords. The word of this part is `password`.
    Password,
    /// The server tells at once that a session was ended elsewhere, or that its user was changed. The word of this part
    /// is `events`.
    Events,
}

impl Offer {
    const ALL: [Offer; 3] = [Offer::Sessions, Offer::Password, Offer::Events];

    fn word(self) -> &'static str {
        match self {
            Offer::Sessions => "sessions",
            Offer::Password => "password",
            Offer::Events => "events",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The optional parts that a server offers. The default is none. The stored record has them as one number, because this
/// makes the program smaller than a list of words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Offers(u8);

impl Offers {
    /// Reads a list of words, such as `["sessions","password"]`. Passes over values that are not known words. `None` if
    /// the value is not a list.
    pub fn read(json: &Json) -> Option<Self> {
        let Json::List(words) = json else { return None };
        let named = |offer: &Offer| words.iter().any(|word| word.as_str() == Some(offer.word()));
        Some(Offers(Offer::ALL.into_iter().filter(named).fold(0, |bits, offer| bits | offer.bit())))
    }

    /// Reads the number in a stored record. Nothing is offered if the value is not a number from 0 to 255.
    pub(super) fn from_stored(json: &Json) -> Self {
        Offers(json.as_u64().and_then(|bits| u8::try_from(bits).ok()).unwrap_or_default())
    }

    /// Whether the server offers this part.
    pub fn contains(self, offer: Offer) -> bool {
        self.0 & offer.bit() != 0
    }

    /// Whether the server offers nothing.
    pub(super) fn is_none(&self) -> bool {
        self.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Offers> {
        Offers::read(&Json::parse(text).expect("JSON"))
    }

    #[test]
    fn known_words_are_kept_and_all_others_are_passed_over() {
        let offers = read(r#"["events","later",7,null,["sessions"],"Password","sessions","events"]"#).expect("a list");
        assert_eq!(Offer::ALL.map(|offer| offers.contains(offer)), [true, false, true]);
        assert_eq!(read("[]"), Some(Offers::default()));
        for text in ["null", r#""sessions""#, r#"{"sessions":true}"#, "7"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_was_stored_is_read_back_and_anything_else_offers_nothing() {
        let offers = read(r#"["sessions","events"]"#).expect("a list");
        let stored = |text: &str| Offers::from_stored(&Json::parse(text).expect("JSON"));
        assert_eq!(stored(&serde_json::to_string(&offers).expect("JSON")), offers);
        for text in ["null", "-1", "256", r#""5""#, r#"["sessions"]"#] {
            assert_eq!(stored(text), Offers::default(), "{text}");
        }
    }
}
