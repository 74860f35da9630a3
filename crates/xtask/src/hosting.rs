//! Writes the configuration of a host for a release. The headers come from the release's own header file. The templates
//! for nginx and Caddy are in `hosting/templates`. The files for the other hosts are short, and `services` writes them.
//!
//! A site folder contains everything that a host serves at `/`. The release is inside the site folder, in the subfolder
//! that its public URL names. A site folder can be copied to a host without changes.

mod caddy;
mod exact_names;
mod headers;
mod nginx;
mod policy;
mod services;
mod template;
#[cfg(test)]
mod tests;

use crate::{api_base::ApiBase, host::Rules, public_url::PublicUrl, release, web_host::WebHost};
use anyhow::{Context, Result};
use headers::Headers;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The value of the header `Strict-Transport-Security`: one year, in seconds. After a response over https, a browser
/// uses only https for this host during this time.
const HSTS: &str = "max-age=31536000";

/// A release in its site folder.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The folder that is served at `/`.
    pub folder: &'a Path,
    /// The URL path at which the release is served, such as `/app/`. The files of the release are in the subfolder of
    /// `folder` with the same path.
    pub public_url: &'a PublicUrl,
    /// The API that the release calls. `None` for a demo, which needs no server.
    pub api_base: Option<&'a ApiBase>,
}

impl Site<'_> {
    /// Returns the folder with the files of the release.
    pub fn release(&self) -> PathBuf {
        release_in(self.folder, self.public_url)
    }

    /// Returns the path of the API if the API is on the app's own origin. Returns `None` if the API is on another
    /// origin, if its path is `/`, or if the release is a demo.
    fn own_api(&self) -> Option<String> {
        self.api_base.map(ApiBase::to_string).filter(|api| api.starts_with('/') && api != "/")
    }
}

/// Returns the folder that contains the files of the release. It is the site folder itself if the public URL is `/`,
/// and otherwise a subfolder.
pub fn release_in(folder: &Path, public_url: &PublicUrl) -> PathBuf {
    folder.join(public_url.as_str().trim_matches('/'))
}

/// Writes the configuration of a host. Removes the header file from the folder of the release. If the host reads a
/// header file, writes one to the root of the site folder.
///
/// Returns two values: the path of the configuration, and a note for the person.
///
/// # Errors
/// If the release is not complete, if its header file has a rule that the host cannot have, or if a file cannot be
/// written.
pub fn write(host: WebHost, site: &Site) -> Result<(PathBuf, String)> {
    let file = site.release().join(release::HEADERS);
    let text = fs::read_to_string(&file).with_context(|| format!("{} cannot be read.", file.display()))?;
    let headers = Headers::of(&Rules::parse(&text)?)?;
    fs::remove_file(&file).with_context(|| format!("{} could not be moved.", file.display()))?;
    let exact = || exact_names::of(&text, &headers.kept, site);
    match host {
        WebHost::Nginx => beside(site, "nginx.conf", nginx::configuration(site, &headers)?),
        WebHost::Caddy => beside(site, "Caddyfile", caddy::configuration(site, &headers)?),
        WebHost::Netlify => services::netlify(site, &headers, &exact()?),
        WebHost::Cloudflare => services::cloudflare(site, &exact()?),
        WebHost::Vercel => services::vercel(site, &Headers::of(&Rules::parse(&exact()?)?)?),
        WebHost::GithubPages => services::github_pages(site, &headers),
    }
}

/// Writes a configuration beside the site folder. The configuration must not be in the site folder, because the host
/// serves all files of that folder to everybody.
fn beside(site: &Site, ending: &str, text: String) -> Result<(PathBuf, String)> {
    let path = site.folder.with_added_extension(ending);
    write_file(&path, &text)?;
    let mut note = format!("Copy the folder to /srv/evergreen, or change this path in {}.", path.display());
    if let Some(api) = site.own_api() {
        note += &format!(" The file passes {api}/ on to 127.0.0.1:8080: change this to the address of your server.");
    }
    Ok((path, note))
}

fn write_file(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("{} could not be written.", path.display()))
}
