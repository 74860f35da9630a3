//! Converts the record of an earlier version. Earlier versions used the same key for all API bases.

use super::address::absolute;
use crate::json::Json;

/// The key that earlier versions used.
pub const EARLIER_KEY: &str = "auth-user";

/// Converts `text`, the record of an earlier version. Earlier versions wrote the API base as the first field, as it is
/// in `index.html`, where it may be a path. In the result, the first field is the absolute address `api`. Returns
/// `None` if `text` is not a record of this API base.
pub(super) fn moved(text: &str, api: &str) -> Option<String> {
    let json = Json::parse(text)?;
    let earlier = json["api"].as_str()?;
    let rest = text.strip_prefix(&format!(r#"{{"api":"{earlier}""#))?;
    (absolute(earlier) == api).then(|| format!(r#"{{"api":"{api}"{rest}"#))
}
