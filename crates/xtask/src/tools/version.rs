//! Parses and compares the versions that programs print.

/// Returns the version in the output of `--version`: the first word that begins with a digit, or with a `v` and a
/// digit. The `v` is left out. `None` if there is no such word.
pub fn parse(text: &str) -> Option<&str> {
    let mut words = text.split_whitespace().map(|word| word.strip_prefix('v').unwrap_or(word));
    words.find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Returns the major version, which is the number before the first dot. Returns `None` if the text before the first dot
/// is not a number.
pub fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

/// Returns whether a version is at least `least`, a pair of the major and the minor version. The version may begin with
/// a `v`.
pub fn is_at_least(version: &str, least: (u32, u32)) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|number| number.parse().ok());
    numbers.next().is_some_and(|major| (major, numbers.next().unwrap_or(0)) >= least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_the_output_of_tools() {
        for (text, version, number) in [
            ("trunk 0.21.14\n", "0.21.14", 0),
            ("wasm-bindgen 0.2.126", "0.2.126", 0),
            ("mdbook v0.5.4", "0.5.4", 0),
            ("wasm-opt version 132 (version_132)", "132", 132),
            ("Chromium 156.0.8078.79 built on Debian GNU/Linux 12", "156.0.8078.79", 156),
            ("ChromeDriver 156.0.8078.79 (a21ce95c24ce-refs/branch-heads/8078@{#1704})", "156.0.8078.79", 156),
        ] {
            assert_eq!(parse(text), Some(version));
            assert_eq!(major(version), Some(number));
        }
        assert_eq!(parse("no version here"), None);
    }

    #[test]
    fn versions_are_compared_by_their_numbers() {
        for (version, enough) in
            [("v18.16.0", true), ("v18.9.1", false), ("v20.0.0", true), ("12.22.9", false), ("22", true), ("", false)]
        {
            assert_eq!(is_at_least(version, (18, 16)), enough, "{version:?}");
        }
    }
}
