//! A file of the release under a name of its content, and the page's word on both: hosts let browsers keep such a file for
//! a year, and browsers refuse it where it is another. It must not know what the files are.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha384};

/// The value of the `integrity` that admits this content.
pub fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

/// The mark that names carry for these contents, as long as Trunk's.
pub fn mark<'a>(contents: impl IntoIterator<Item = &'a [u8]>) -> String {
    let digest = contents.into_iter().fold(Sha384::new(), |digest, content| digest.chain_update(content)).finalize();
    digest.iter().take(MARK / 2).map(|byte| format!("{byte:02x}")).collect()
}

/// The mark in a file's name, where it carries one: `app-0123456789abcdef.js`.
pub fn mark_of(name: &str) -> Option<&str> {
    let (_, rest) = name.split_once('-')?;
    let mark = rest.split(['_', '.']).next()?;
    // Trunk writes a number, without the zeros that it may begin with.
    let is_mark = (MARK / 2..=MARK).contains(&mark.len()) && mark.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_mark.then_some(mark)
}

/// Hexadecimal digits of a mark.
const MARK: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrity_is_what_browsers_compute() {
        // echo -n abc | openssl dgst -sha384 -binary | base64
        assert_eq!(integrity(b"abc"), "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn");
    }

    #[test]
    fn a_mark_is_found_again_and_differs_with_any_content() {
        let mark = mark([&b"a"[..], b"b"]);
        assert_eq!(mark_of(&format!("app-{mark}_bg.wasm")), Some(mark.as_str()));
        assert_ne!(mark, super::mark([&b"a"[..], b"c"]));
        assert_eq!(mark_of("app-373132c7a488579.js"), Some("373132c7a488579"));
        for name in ["boot.js", "app-1234.js", "app-0123456789abcdeg.js", "app.js"] {
            assert_eq!(mark_of(name), None, "{name}");
        }
    }
}
