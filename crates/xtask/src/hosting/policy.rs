//! Writes the policy into the page itself, for hosts that cannot send it as a header.

use anyhow::{Context, Result};

/// The directives that browsers ignore in a `<meta>` element. They work only in a response header (CSP Level 3, 3.3).
const ONLY_IN_HEADERS: [&str; 3] = ["frame-ancestors", "report-uri", "sandbox"];

/// Adds the policy to the page, in a new `<meta>` element directly after `<meta charset>`. Returns the new page. A
/// browser applies such a policy only to the part of the page after the new element. This is enough, because
/// `<meta charset>` comes before all scripts and styles of the page.
///
/// # Errors
/// If the page has no `<meta charset>`.
pub fn in_page(page: &str, policy: &str) -> Result<String> {
    let directives = policy.split(';').map(str::trim).filter(|directive| {
        let name = directive.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        !name.is_empty() && !ONLY_IN_HEADERS.contains(&name.as_str())
    });
    let policy = directives.collect::<Vec<_>>().join("; ").replace('&', "&amp;").replace('"', "&quot;");
    let start = page.find("<meta charset").context("index.html has no `<meta charset>`.")?;
    let end = start + page[start..].find('>').context("`<meta charset>` has no end.")? + 1;
    let (before, after) = page.split_at(end);
    Ok(format!("{before}<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_comes_before_every_script_and_without_what_only_a_header_can_do() {
        let page = "<html><head><meta charset=\"utf-8\"><title>A</title><script src=\"a.js\"></script></head></html>";
        let new = in_page(page, "default-src 'none'; frame-ancestors 'none'; img-src \"x\"").expect("a page");
        let meta =
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src &quot;x&quot;\">";
        assert_eq!(new, page.replace("<title>", &format!("{meta}<title>")));
        assert!(in_page("<script></script>", "a").is_err());
    }
}
