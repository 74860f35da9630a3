//! Versions as programs print them.
//! It must not know which version anybody wants.

/// The version in what a program answers to `--version`: its first word that begins with a digit.
pub fn parse(text: &str) -> Option<&str> {
    text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// The number before the first dot.
pub fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_the_tools_print_them() {
        for (text, version, number) in [
            ("trunk 0.21.14\n", "0.21.14", 0),
            ("wasm-bindgen 0.2.126", "0.2.126", 0),
            ("wasm-opt version 132 (version_132)", "132", 132),
            ("Chromium 156.0.8078.79 built on Debian GNU/Linux 12", "156.0.8078.79", 156),
            ("ChromeDriver 156.0.8078.79 (a21ce95c24ce-refs/branch-heads/8078@{#1704})", "156.0.8078.79", 156),
        ] {
            assert_eq!(parse(text), Some(version));
            assert_eq!(major(version), Some(number));
        }
        assert_eq!(parse("no version here"), None);
    }
}
