//! The record of an app whose version kept one for all API bases, under one key: moved to the key of its own API base.

use super::address::absolute;
use crate::json::Json;

/// The key under which earlier versions kept the record.
pub const EARLIER_KEY: &str = "auth-user";

/// The same record for the API at `api`, an absolute address, where `text` is one of that API. Earlier versions wrote the
/// address as `index.html` had it, perhaps as a path of the page's own origin, before everything else.
pub(super) fn moved(text: &str, api: &str) -> Option<String> {
    let json = Json::parse(text)?;
    let earlier = json["api"].as_str()?;
    let rest = text.strip_prefix(&format!(r#"{{"api":"{earlier}""#))?;
    (absolute(earlier) == api).then(|| format!(r#"{{"api":"{api}"{rest}"#))
}
