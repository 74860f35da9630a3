//! The recorder: a script that a test puts into every page, and the lines that this script posts to the address from
//! which it was loaded.
//!
//! Tests use the recorder in browsers whose console they cannot read.

use anyhow::{Context, Result};
use axum::{
    Router,
    http::{StatusCode, header},
    routing::get,
};
use std::sync::{Arc, Mutex, PoisonError};

/// The name of the script in the site.
const NAME: &str = "recorder.js";

/// The lines that the script has posted and that [`take`](Self::take) has not returned yet.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Arc<Mutex<Vec<String>>>);

impl Recorder {
    /// Removes all lines, and returns them in the order in which they arrived.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds the script to the routes of the site: GET returns the script, POST records the body as one line.
    pub fn add_to(&self, site: Router, script: String) -> Router {
        let lines = self.0.clone();
        let record = async move |line: String| {
            lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            StatusCode::NO_CONTENT
        };
        let script = ([(header::CONTENT_TYPE, "text/javascript")], script);
        site.route(&format!("/{NAME}"), get(script).post(record))
    }
}

/// Returns the page with the recorder as its first script. The script's address is a full path: the host sends the same
/// page for any path below `prefix`, and a relative address would not be right for all of them.
///
/// # Errors
/// If the page has no `<head>`.
pub fn first_script(page: &str, prefix: &str) -> Result<String> {
    let (before, after) = page.split_once("<head>").context("index.html has no <head> to put a script into.")?;
    Ok(format!("{before}<head><script src=\"{prefix}{NAME}\"></script>{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recorder_comes_before_all_other_scripts() {
        let page = first_script("<html><head><script src=\"a.js\"></script></head></html>", "/app/");
        assert_eq!(
            page.expect("a page with a head"),
            "<html><head><script src=\"/app/recorder.js\"></script><script src=\"a.js\"></script></head></html>"
        );
        assert!(first_script("no page", "/").is_err());
    }
}
