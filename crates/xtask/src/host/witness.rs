//! A test's witness: a script that every page loads before its own, and the lines that it posts back to its own address.
//! It must not know what the script looks for.

use super::{File, Site};
use anyhow::{Context, Result};
use std::sync::{Arc, Mutex, PoisonError};

/// The file's name in the site.
const NAME: &str = "witness.js";

/// What the script has said so far.
#[derive(Debug)]
pub struct Witness {
    path: String,
    lines: Mutex<Vec<String>>,
}

impl Witness {
    /// Puts the script into a site that is served below `prefix`.
    pub fn call(script: &str, prefix: &str, site: &Site) -> Result<(Self, Site)> {
        let path = format!("{prefix}{NAME}");
        let mut site = site.clone();
        for page in ["index.html", "404.html"] {
            if let Some(file) = site.file(&format!("/{page}")) {
                let html = file.text().and_then(|html| first_script(html, &path));
                let html = html.with_context(|| format!("{page} has no <head> to put a script into."))?;
                site.put(page, Arc::new(File::new(page, html.into_bytes())));
            }
        }
        site.put(NAME, Arc::new(File::new(NAME, script.as_bytes().to_vec())));
        Ok((Self { path, lines: Mutex::default() }, site))
    }

    /// Takes a line down, where it was posted to the script's own address.
    pub fn hears(&self, path: &str, line: &str) -> bool {
        let mine = path == self.path;
        if mine {
            self.lines.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned());
        }
        mine
    }

    /// What was said since the last time, in the order in which it came.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.lines.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The page with a script before all others. By its full path: the page may be sent for any address.
fn first_script(html: &str, path: &str) -> Option<String> {
    let (before, after) = html.split_once("<head>")?;
    Some(format!("{before}<head><script src=\"{path}\"></script>{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_comes_before_all_others() {
        let html = "<html><head><script src=\"a.js\"></script></head></html>";
        let page = first_script(html, "/app/witness.js").expect("a head");
        assert_eq!(
            page,
            "<html><head><script src=\"/app/witness.js\"></script><script src=\"a.js\"></script></head></html>"
        );
        assert_eq!(first_script("no page", "/witness.js"), None);
    }

    #[test]
    fn only_what_is_posted_to_it_is_heard() {
        let witness = Witness { path: "/witness.js".to_owned(), lines: Mutex::default() };
        assert!(witness.hears("/witness.js", "one") && !witness.hears("/boot.js", "two"));
        assert_eq!(witness.take(), ["one"]);
        assert!(witness.take().is_empty());
    }
}
