//! The record of an app whose version kept one for all API bases, under one key: moved to the key of its own API base.

use super::record::Record;
use crate::browser;
use crate::json::Json;

/// The key under which earlier versions kept the record.
pub const EARLIER_KEY: &str = "auth-user";

/// The record that `text` holds, where it is about the API at `api`, an absolute address. Earlier versions wrote the address
/// as `index.html` had it, perhaps as a path of the page's own origin.
pub(super) fn read(text: &str, api: &str) -> Option<Record> {
    let json = Json::parse(text)?;
    let earlier = json["api"].as_str()?;
    let same = browser::absolute(earlier) == api;
    same.then(|| Record { api: api.to_owned(), ..Record::from_json(&json, earlier) })
}
