//! The configurations of services that host a folder. Their files are at the root of the site folder.

use super::{HSTS, Site, headers::Headers, policy, write_file};
use crate::release;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::{fs, path::PathBuf};

const HSTS_NAME: &str = "Strict-Transport-Security";

/// Netlify: `_headers`, and `_redirects`. A missing file with a hash in its name is a 404, and every other path without a
/// file is a page of the app.
pub fn netlify(site: &Site, headers: &Headers, text: &str) -> Result<(PathBuf, String)> {
    let path = site.public_url.as_str();
    let mut lines = Vec::new();
    lines.extend(site.own_api().map(|api| format!("# {api}/* https://YOUR-SERVER{api}/:splat 200!")));
    // Netlify compares the rules from top to bottom, and sends an existing file whatever the rules say.
    lines.extend(headers.kept.iter().map(|kept| format!("{kept} {path}404.html 404")));
    lines.push(format!("{path}* {path}index.html 200"));
    let redirects = site.folder.join("_redirects");
    write_file(&redirects, &(lines.join("\n") + "\n"))?;
    write_file(&site.folder.join(release::HEADERS), &with_hsts(text))?;
    Ok((
        redirects,
        note(site, "Publish the folder. Its files `_headers` and `_redirects` are the configuration.", "_redirects"),
    ))
}

/// Cloudflare Pages: `_headers`. Paths without a file get the page 404.html, so that a missing file is a 404.
pub fn cloudflare(site: &Site, text: &str) -> Result<(PathBuf, String)> {
    let path = site.folder.join(release::HEADERS);
    write_file(&path, &with_hsts(text))?;
    Ok((path, note(site, "Publish the folder. Its file `_headers` is the configuration.", "a Pages function")))
}

/// Vercel: `vercel.json`.
pub fn vercel(site: &Site, headers: &Headers) -> Result<(PathBuf, String)> {
    let path = site.folder.join("vercel.json");
    let text = serde_json::to_string_pretty(&vercel_json(site, headers)).context("The configuration has no text.")?;
    write_file(&path, &(text + "\n"))?;
    Ok((
        path,
        note(site, "Publish the folder. Its file `vercel.json` is the configuration.", "\"rewrites\" of vercel.json"),
    ))
}

fn vercel_json(site: &Site, headers: &Headers) -> Value {
    let path = site.public_url.as_str();
    let entry = |name: &str, value: &str| json!({ "key": name, "value": value });
    let mut everywhere: Vec<Value> = headers.everywhere.iter().map(|(name, value)| entry(name, value)).collect();
    everywhere.push(entry(HSTS_NAME, HSTS));
    everywhere.push(entry("Cache-Control", "no-cache"));
    let mut rules = vec![json!({ "source": format!("{path}(.*)"), "headers": everywhere })];
    let on_paths = headers.on_paths.iter().map(|on_path| (&on_path.pattern, &on_path.name[..], &on_path.value));
    let kept = headers.kept.iter().map(|pattern| (pattern, "Cache-Control", &headers.keep));
    for (pattern, name, value) in on_paths.chain(kept) {
        // Vercel writes a part of any text as a group.
        rules.push(json!({ "source": pattern.replace('*', "(.*)"), "headers": [entry(name, value)] }));
    }
    json!({
        "headers": rules,
        // Vercel sends an existing file whatever the rules say. A path with a dot after its last slash is a missing file.
        "rewrites": [{ "source": format!(r"{path}((?!.*\.[^/]*$).*)"), "destination": format!("{path}index.html") }],
    })
}

/// GitHub Pages: the policy in the page, and `.nojekyll`, so that all files are served as they are.
pub fn github_pages(site: &Site, headers: &Headers) -> Result<(PathBuf, String)> {
    let policy = headers.policy().context("`_headers` has no Content-Security-Policy.")?;
    for name in ["index.html", "404.html"] {
        let file = site.release().join(name);
        let page = fs::read_to_string(&file).with_context(|| format!("{} cannot be read.", file.display()))?;
        write_file(&file, &policy::in_page(&page, policy)?)?;
        // The copies have the content of the page without the policy.
        release::write_copies_of(&file)?;
    }
    let path = site.folder.join(".nojekyll");
    write_file(&path, "")?;
    let note = "Publish the folder. GitHub Pages sends no headers of yours: the policy is in the page, but other sites can show the \
                app in a frame, and browsers ask for every file again after ten minutes.";
    Ok((path, note.to_owned()))
}

/// Returns the header file with one more header in its first rule, which is the one for all paths.
fn with_hsts(text: &str) -> String {
    let mut done = false;
    let lines = text.lines().map(|line| {
        if done || !line.starts_with('/') {
            return format!("{line}\n");
        }
        done = true;
        format!("{line}\n  {HSTS_NAME}: {HSTS}\n")
    });
    lines.collect()
}

fn note(site: &Site, text: &str, place: &str) -> String {
    match site.own_api() {
        Some(api) => format!("{text} Let the host pass {api}/ on to your server: with a line in {place}."),
        None => text.to_owned(),
    }
}
