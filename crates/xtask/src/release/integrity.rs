//! The hashes of a release's files. An `integrity` value is the hash of one file. Browsers refuse a file that does not
//! have this hash. A mark is a hash in the name of a file, such as `app-0123456789abcdef.js`. If the content of the
//! file changes, its name changes too. So browsers may keep a file with a mark for a year.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// Returns the value of the `integrity` attribute for this content.
pub fn value(content: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(content)))
}

/// Returns the mark for a group of files with these contents. A mark is a hash in the name of a file. All files of the
/// group get the same mark, so this function computes one hash of all contents together. The mark has `MARK` digits,
/// as many as the longest hash that Trunk writes.
pub fn mark<'a>(contents: impl IntoIterator<Item = &'a [u8]>) -> String {
    let digest = contents.into_iter().fold(Sha256::new(), |digest, content| digest.chain_update(content)).finalize();
    digest.iter().take(MARK / 2).map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the mark, which is the hash in the name of a file such as `app-0123456789abcdef.js`. `None` if the name
/// contains no hash.
pub fn mark_of(name: &str) -> Option<&str> {
    // The name of the package before the mark may contain hyphens.
    let (_, rest) = name.rsplit_once('-')?;
    let mark = rest.split(['_', '.']).next()?;
    // Trunk writes the mark as a number without leading zeros, so it may have fewer digits than `MARK`.
    let is_mark = (MARK / 2..=MARK).contains(&mark.len()) && mark.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_mark.then_some(mark)
}

/// The number of hexadecimal digits of a mark. A mark is the hash in the name of a file.
const MARK: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_is_the_one_that_browsers_compute() {
        // This value is the output of: echo -n abc | openssl dgst -sha256 -binary | base64
        assert_eq!(value(b"abc"), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }

    #[test]
    fn a_mark_is_found_in_a_name_and_changes_with_each_content() {
        let mark = mark([&b"a"[..], b"b"]);
        assert_eq!(mark_of(&format!("app-{mark}_bg.wasm")), Some(mark.as_str()));
        assert_ne!(mark, super::mark([&b"a"[..], b"c"]));
        assert_eq!(mark_of("app-373132c7a488579.js"), Some("373132c7a488579"));
        assert_eq!(mark_of("an-app-373132c7a488579_bg.wasm"), Some("373132c7a488579"));
        for name in ["boot.js", "app-1234.js", "app-0123456789abcdeg.js", "app.js"] {
            assert_eq!(mark_of(name), None, "{name}");
        }
    }
}
