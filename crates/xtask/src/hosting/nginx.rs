//! The configuration of nginx.

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
    let mut all: Vec<String> = Vec::new();
    let mut maps = String::new();
    for (name, value) in &headers.everywhere {
        if !headers.on_paths.iter().any(|on_path| on_path.name == *name) {
            all.push(format!("add_header {name} {} always;", quoted(value)));
        }
    }
    for (number, name) in names(headers).into_iter().enumerate() {
        let common =
            headers.everywhere.iter().find(|(other, _)| *other == name).map_or("", |(_, value)| value.as_str());
        let rows = headers.on_paths.iter().filter(|on_path| on_path.name == name);
        let rows = rows.map(|on_path| {
            format!("{} {};", quoted(&format!("~^{}$", regex(&on_path.pattern))), quoted(&on_path.value))
        });
        let rows = lines("    ", rows);
        maps += &format!(
            "map $evergreen_path $evergreen_header_{number} {{\n    default {};\n{rows}\n}}\n",
            quoted(common)
        );
        all.push(format!("add_header {name} $evergreen_header_{number} always;"));
    }
    all.push("add_header Strict-Transport-Security $evergreen_hsts always;".to_owned());
    let with = |cache: &str| {
        lines("        ", all.iter().cloned().chain([format!("add_header Cache-Control {cache} always;")]))
    };
    let api = match site.own_api() {
        Some(api) => fill("nginx-api.conf", &[("api", &api)])?,
        None => String::new(),
    };
    let outside = match path.trim_end_matches('/') {
        "" => String::new(),
        without => {
            let values = [("path", path), ("path_without_slash", without), ("headers", &with("no-cache"))];
            fill("nginx-outside.conf", &values)?
        }
    };
    let cache =
        format!("    {} {};", quoted(&format!("~^(200|206|304)({})$", headers.kept_regex())), quoted(&headers.keep));
    fill(
        "nginx.conf",
        &[
            ("path", path),
            ("cache", &cache),
            ("hsts", HSTS),
            ("maps", &maps),
            ("api", &api),
            ("outside", &outside),
            ("headers", &with("$evergreen_cache")),
        ],
    )
}

/// Returns the names of the headers in `on_paths`. Each name is only once in the list.
fn names(headers: &Headers) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for on_path in &headers.on_paths {
        if !names.contains(&on_path.name) {
            names.push(on_path.name.clone());
        }
    }
    names
}
