//! Recognizes texts that look like another text. Such a text may contain invisible characters or characters that change
//! the direction of the text. It may mix letters of several scripts. Or it may contain letters that look like other
//! letters of the same script.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::is_nfc;
use unicode_security::{GeneralSecurityProfile, RestrictionLevel, RestrictionLevelDetection};

/// Returns whether the text consists of visible characters only, each of them in its usual form. Characters beyond
/// ASCII are accepted only if UTS 39 (section 3.1) allows them in identifiers. UTS 39 does not allow invisible
/// characters, controls of the text direction, or variants such as wide letters. The text must be in the normalization
/// form NFC (UAX 15), so that a letter with an accent is not written as two characters. Two spaces in a row are
/// refused, because they look like one space. A combining dot above is refused on a letter that looks like i, j or l,
/// because the dot is invisible there.
pub(crate) fn is_distinct(text: &str) -> bool {
    is_nfc(text)
        && text.chars().all(|c| matches!(c, ' '..='~') || !c.is_ascii() && c.identifier_allowed())
        && !text.contains("  ")
        && !has_hidden_dot(text)
}

/// Returns whether the text has a combining dot above (U+0307) on a letter that looks like i, j or l. The dot is
/// invisible on such a letter (UTS 39, section 5.4). Other marks can be between the letter and the dot.
fn has_hidden_dot(text: &str) -> bool {
    let mut letter = None;
    for c in text.chars() {
        if c == '\u{307}' && letter.is_some_and(hides_dot) {
            return true;
        }
        if !is_combining_mark(c) {
            letter = Some(c);
        }
    }
    false
}

fn hides_dot(letter: char) -> bool {
    skeleton(&letter.to_string()).ends_with(['i', 'j', 'l', '\u{131}', '\u{237}'])
}

/// Returns what a name looks like: two names with the same result look alike, ignoring case (UTS 39, section 4). The
/// result is for comparisons only. For example, it is the same for `paypal`, `PAYPAL` and `paypa1`.
pub(crate) fn skeleton(name: &str) -> String {
    // The skeleton is made first, and then it is converted to lower case. The order matters, because an upper-case
    // letter can look like another lower-case letter. For example, `I` looks like `l`, but its lower case is `i`.
    unicode_security::skeleton(name).collect::<String>().to_lowercase()
}

/// Returns whether the letters of the text may occur together. They may if all of them belong to one writing system,
/// such as Cyrillic or Japanese. Latin letters may also occur together with Japanese, Chinese or Korean letters,
/// because such texts are usual. But Latin letters may not occur together with a Cyrillic letter, for example. UTS 39,
/// section 5.2, calls this rule "highly restrictive". Spaces and ASCII punctuation are allowed in every text.
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
            "İpek",
            "Żaneta",
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
        let dots = ["i\u{307}", "j\u{307}", "\u{131}\u{307}", "\u{456}\u{307}", "i\u{331}\u{307}"];
        let spaces = ["  "];
        for character in invisible.into_iter().chain(directions).chain(other_forms).chain(dots).chain(spaces) {
            assert!(!is_distinct(&format!("a{character}my")), "{character:?}");
        }
        for name in ["\u{430}my", "admi\u{3b7}", "\u{441}afe 1"] {
            assert!(is_distinct(name) && !is_of_one_script(name), "{name}");
        }
    }

    #[test]
    fn names_that_look_alike_have_the_same_skeleton() {
        for names in [
            ["paypal", "paypa1", "PAYPAL", "paypaI"].as_slice(),
            &["modern", "rnodern"],
            &["amy o", "amy 0"],
            &["Соня", "соня"],
            &["scope", "\u{455}\u{441}\u{43e}\u{440}\u{435}"],
            &["kun", "kuռ"],
        ] {
            let skeletons: Vec<_> = names.iter().map(|name| skeleton(name)).collect();
            assert!(skeletons.windows(2).all(|pair| pair[0] == pair[1]), "{names:?}: {skeletons:?}");
        }
        for (one, two) in [("amy", "army"), ("user1", "user2"), ("Jürgen", "Jurgen"), ("Иван", "Ivan"), ("ida", "lda")]
        {
            assert_ne!(skeleton(one), skeleton(two));
        }
    }
}
