//! The feature `defaults`: a style sheet for apps that do not define the custom properties that the timeline uses.

use std::cell::Cell;

const SHEET: &str = include_str!("defaults.css");

thread_local! {
    static ADOPTED: Cell<bool> = const { Cell::new(false) };
}

/// Adds the sheet to the document, once.
pub(crate) fn adopt() {
    if cfg!(target_arch = "wasm32") && !ADOPTED.replace(true) {
        // A browser without constructed sheets shows the timeline without any colours.
        let _ = evergreen_markup::style::adopt(SHEET);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    /// Returns the custom properties that the sources in a folder use.
    fn used(folder: &Path) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                names.extend(used(&path));
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("defaults.rs") {
                let text = fs::read_to_string(&path).unwrap();
                names.extend(text.split("var(").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())));
            }
        }
        names
    }

    #[test]
    fn exactly_the_custom_properties_in_use_have_a_default() {
        let defined: BTreeSet<String> = SHEET
            .lines()
            .filter_map(|line| line.trim().split_once(':').map(|(name, _)| name.to_owned()))
            .filter(|name| name.starts_with("--"))
            .collect();
        assert_eq!(used(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")), defined);
    }
}
