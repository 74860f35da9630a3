//! The configuration of Caddy.

use super::{
    HSTS, Site,
    headers::{Headers, regex},
    template::{fill, lines, quoted},
};
use anyhow::Result;

/// Returns the configuration for a site.
///
/// # Errors
/// If a template is not valid.
pub fn configuration(site: &Site, headers: &Headers) -> Result<String> {
    let path = site.public_url.as_str();
    let without = path.trim_end_matches('/');
    let mut all: Vec<String> =
        headers.everywhere.iter().map(|(name, value)| format!("header {name} {}", quoted(value))).collect();
    let mut matchers = String::new();
    for (number, on_path) in headers.on_paths.iter().enumerate() {
        matchers += &format!("    @path{number} path_regexp ^{}$\n", regex(&on_path.pattern));
        // The template puts the lines of `all` into a `route` block. Caddy runs the lines of this block from top to
        // bottom. If an earlier line sets the same header for all paths, the line that is added here replaces the
        // earlier value. This value is not lost, because `Headers::of` has made it the beginning of `on_path.value`.
        all.push(format!("header @path{number} {} {}", on_path.name, quoted(&on_path.value)));
    }
    let (redirect, outside) = match without {
        "" => (String::new(), String::new()),
        _ => (
            format!("        redir {without} {path} permanent\n"),
            "    respond 404   # what else this host serves\n".to_owned(),
        ),
    };
    let api = match site.own_api() {
        Some(api) => fill("Caddyfile-api", &[("api", &api)])?,
        None => String::new(),
    };
    fill(
        "Caddyfile",
        &[
            ("path", path),
            ("path_without_slash", if without.is_empty() { "/" } else { without }),
            ("hashed", &format!("^({})$", headers.kept_regex())),
            ("matchers", &matchers),
            ("api", &api),
            ("headers", &lines("        ", all)),
            ("hsts", HSTS),
            ("immutable", &headers.keep),
            ("redirect", &redirect),
            ("outside", &outside),
        ],
    )
}
