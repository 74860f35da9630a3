//! The style sheet of the timeline, `timeline.css`.
//!
//! One text contains the styles of all parts of the timeline. With the crate `stylist`, each part would have a sheet of
//! its own, and the wasm would be larger. The wasm contains the whole text, so the text has no comments. Two of its
//! rules need an explanation, which is here:
//! - `ol li`: a name in the list is as high as a row of the picture, which is `layout::ROW` px at the usual text size.
//! - `.plot svg`: the height of the picture is in em, so this rule sets the font size to which the em refers.

use std::cell::Cell;

use evergreen_markup::style::adopt;

/// The custom properties and resets that the timeline needs, for an app that does not define them.
#[cfg(feature = "defaults")]
const DEFAULTS: &str = include_str!("fallback_properties.css");
const SHEET: &str = include_str!("timeline.css");

thread_local! {
    static ADOPTED: Cell<bool> = const { Cell::new(false) };
}

/// Returns the class of the timeline's root element, and adds the sheet to the document at the first call.
pub(crate) fn class() -> &'static str {
    if cfg!(target_arch = "wasm32") && !ADOPTED.replace(true) {
        // In a browser without constructed style sheets, `adopt` fails, and the timeline has no styles.
        #[cfg(feature = "defaults")]
        let _ = adopt(DEFAULTS);
        let _ = adopt(SHEET);
    }
    "evergreen-timeline"
}

#[cfg(all(test, feature = "defaults"))]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn exactly_the_custom_properties_in_use_have_a_default() {
        let used = SHEET.split("var(").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
        let defined = DEFAULTS.lines().filter_map(|line| Some(line.trim().split_once(':')?.0));
        let defined = defined.filter(|name| name.starts_with("--"));
        assert_eq!(used.collect::<BTreeSet<_>>(), defined.collect::<BTreeSet<_>>());
    }

    #[test]
    fn every_rule_applies_within_the_timeline_only() {
        let rules = SHEET.lines().filter(|line| !line.is_empty() && !line.starts_with("@media") && *line != "}");
        assert!(rules.into_iter().all(|rule| rule.starts_with(&format!(".{} ", class()))));
    }
}
