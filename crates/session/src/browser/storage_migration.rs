//! Converts a record that an earlier version of the app has stored. Earlier versions used the same key for all API
//! bases, so this module also checks whether the record belongs to the API base of this app.

use super::address::absolute;
use crate::json::Json;

/// The key that earlier versions used.
pub const EARLIER_KEY: &str = "auth-user";

/// Converts `text`, the record of an earlier version. The first field of such a record is the API base. Earlier
/// versions copied the API base from `index.html` without a change, so it may be a path. In the result, the first field
/// is `api`, which is the absolute address of the API base. Returns `None` if `text` is not a record of this API base.
pub(super) fn moved(text: &str, api: &str) -> Option<String> {
    let json = Json::parse(text)?;
    let earlier = json["api"].as_str()?;
    let rest = text.strip_prefix(&format!(r#"{{"api":"{earlier}""#))?;
    (absolute(earlier) == api).then(|| format!(r#"{{"api":"{api}"{rest}"#))
}
