//! Texts that look like another text: with invisible characters, with characters that change the direction of the text,
//! or with letters of several scripts.

use unicode_normalization::is_nfc;
use unicode_security::{GeneralSecurityProfile, RestrictionLevel, RestrictionLevelDetection};

/// Returns whether the text consists of visible characters only, each of them in its usual form. Characters beyond
/// ASCII must be allowed in identifiers (UTS 39, section 3.1): this excludes invisible characters, controls of the text
/// direction, and variants of other characters such as wide letters. The text must be in the normalization form NFC
/// (UAX 15), so that a letter with an accent is not written as two characters.
pub(crate) fn is_distinct(text: &str) -> bool {
    is_nfc(text) && text.chars().all(|c| matches!(c, ' '..='~') || !c.is_ascii() && c.identifier_allowed())
}

/// Returns whether the scripts of the letters belong together (UTS 39, section 5.2, "highly restrictive"): one script,
/// or one of the usual mixtures of Latin with Japanese, Chinese or Korean. For example, Latin letters with one Cyrillic
/// letter among them do not belong together. Punctuation and spaces of ASCII belong to all scripts.
pub(crate) fn is_of_one_script(text: &str) -> bool {
    let letters: String = text.chars().filter(|c| !c.is_ascii_punctuation() && *c != ' ').collect();
    letters.check_restriction_level(RestrictionLevel::HighlyRestrictive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_are_accepted() {
        for name in [
            "amy",
            "Amy O'Neil-7_",
            "Jürgen",
            "Zoë",
            "Łukasz",
            "Иван 2",
            "山田太郎",
            "たろうAB",
            "김철수",
            "محمد",
            "नमस्ते",
        ] {
            assert!(is_distinct(name) && is_of_one_script(name), "{name}");
        }
    }

    #[test]
    fn texts_that_look_like_another_text_are_refused() {
        let invisible =
            ["\u{200b}", "\u{200c}", "\u{200d}", "\u{feff}", "\u{ad}", "\u{2060}", "\u{3164}", "\u{fe0f}", "\u{34f}"];
        let directions = ["\u{202e}", "\u{202a}", "\u{2066}", "\u{2069}", "\u{200f}", "\u{61c}"];
        let other_forms = ["u\u{308}", "\u{ff41}", "\u{212a}", "\u{fb01}", "\u{a0}", "\u{3000}", "\u{7f}", "\t"];
        for character in invisible.into_iter().chain(directions).chain(other_forms) {
            assert!(!is_distinct(&format!("a{character}my")), "{character:?}");
        }
        for name in ["\u{430}my", "admi\u{3b7}", "\u{441}afe 1"] {
            assert!(is_distinct(name) && !is_of_one_script(name), "{name}");
        }
    }
}
