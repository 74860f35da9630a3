//! The style sheet of the timeline, `timeline.css`. It contains the styles of all parts of the timeline. If each part
//! had a sheet of its own, made with the crate `stylist`, the wasm would be larger.
//!
//! The wasm contains the text of the sheet, and comments in it would make the wasm larger. So two rules of the sheet
//! are explained here:
//! - `ol li`: this rule gives each name in the list the height of a row of the picture, which is `layout::ROW` px at
//!   the usual text size.
//! - `.plot svg`: this rule sets the font size of the picture. The height of the picture is given in em, so it depends
//!   on this font size.

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
