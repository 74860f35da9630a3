//! Prepares the site folder for services that serve an uploaded folder. The configuration files of these services are
//! written to the root of the site folder.

use super::{HSTS, Site, headers::Headers, policy, write_file};
use crate::release;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::{fs, path::PathBuf};

/// The number of rules of a header file that Cloudflare Pages reads.
const CLOUDFLARE_RULES: usize = 100;
const HSTS_NAME: &str = "Strict-Transport-Security";

/// Writes `_headers` and `_redirects` for Netlify. `text` is the header file, with exact names in the rules for the files
/// that browsers may keep. If no file exists for a path, the response depends on the path. A path such as `/base-0.css`
/// belongs to the files that browsers may keep, and gets status 404. Every other path belongs to a page of the app, and
/// gets index.html.
pub fn netlify(site: &Site, headers: &Headers, text: &str) -> Result<(PathBuf, String)> {
    let path = site.public_url.as_str();
    let mut lines = Vec::new();
    lines.extend(site.own_api().map(|api| format!("# {api}/* https://YOUR-SERVER{api}/:splat 200!")));
    // If a file exists for the path of a request, Netlify sends this file and applies none of the following rules.
    // Otherwise, Netlify applies the first rule that matches the path. So the rule that matches every path comes last.
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

/// Writes `_headers` for Cloudflare Pages. `text` is the header file, with exact names in the rules for the files that
/// browsers may keep. Cloudflare needs no rule for a path without a file. It answers such a path with 404.html and
/// status 404, and 404.html has the same content as index.html.
pub fn cloudflare(site: &Site, text: &str) -> Result<(PathBuf, String)> {
    let rules = text.lines().filter(|line| line.starts_with('/')).count();
    ensure!(
        rules <= CLOUDFLARE_RULES,
        "`_headers` has {rules} rules, and Cloudflare Pages reads only {CLOUDFLARE_RULES}."
    );
    let path = site.folder.join(release::HEADERS);
    write_file(&path, &with_hsts(text))?;
    Ok((path, note(site, "Publish the folder. Its file `_headers` is the configuration.", "a Pages function")))
}

/// Writes `vercel.json` for Vercel. The files that browsers may keep have exact names in `headers`.
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
        // In the header file, `*` means any text. In `vercel.json`, the same meaning is written as `(.*)`.
        rules.push(json!({ "source": pattern.replace('*', "(.*)"), "headers": [entry(name, value)] }));
    }
    json!({
        "headers": rules,
        // Vercel applies this rule only if no file exists for the path. The rule sends the page for each path without a
        // dot after its last slash. A path with such a dot is meant for a file, and this file is missing. So the rule
        // does not match the path, and Vercel answers with 404.
        "rewrites": [{ "source": format!(r"{path}((?!.*\.[^/]*$).*)"), "destination": format!("{path}index.html") }],
    })
}

/// Prepares the site folder for GitHub Pages. Writes the policy into the pages, because GitHub Pages cannot send it as
/// a header. Writes the file `.nojekyll`, because GitHub Pages would otherwise leave out some files.
pub fn github_pages(site: &Site, headers: &Headers) -> Result<(PathBuf, String)> {
    let policy = headers.policy().context("`_headers` has no Content-Security-Policy.")?;
    for name in ["index.html", "404.html"] {
        let file = site.release().join(name);
        let page = fs::read_to_string(&file).with_context(|| format!("{} cannot be read.", file.display()))?;
        write_file(&file, &policy::in_page(&page, policy)?)?;
        // The compressed copies still contain the page without the policy, so they are written again.
        release::write_copies_of(&file)?;
    }
    let path = site.folder.join(".nojekyll");
    write_file(&path, "")?;
    let note = "Publish the folder. GitHub Pages sends no headers of yours: the policy is in the page, but other sites can show the \
                app in a frame, and browsers ask for every file again after ten minutes.";
    Ok((path, note.to_owned()))
}

/// Adds the header `Strict-Transport-Security` to the first rule of the header file. This rule is for all paths.
/// Returns the new text of the file.
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
