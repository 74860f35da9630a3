//! A demo of the release, as `cargo xtask build --demo` makes it, on a host of its own. A service worker plays the
//! server, so a test with a demo does not use the companion server of its fixture.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;
use xtask::host::{Host, HostOptions};
use xtask::hosting::{self, Site, release_in};
use xtask::public_url::PublicUrl;
use xtask::release::{COPY_ENDINGS, copy_of, make_demo};
use xtask::web_host::WebHost;

use super::fixture::release;
use super::page::Page;
use super::test_system::TestSystem;

/// A running host with a demo. The host stops, and the demo is deleted, when this value is dropped.
pub struct Demo {
    host: Host,
    _files: DemoFiles,
}

/// The files of a demo, in a temporary folder that is deleted when this value is dropped.
pub struct DemoFiles {
    site: TempDir,
    public_url: PublicUrl,
}

impl DemoFiles {
    /// Copies the release for this path into a new folder, and turns the copy into a demo.
    pub fn new(prefix: &str) -> DemoFiles {
        let site = tempfile::Builder::new().prefix("evergreen-site-").tempdir().expect("a temporary folder");
        let public_url: PublicUrl = prefix.parse().expect("a path");
        let to = release_in(site.path(), &public_url);
        fs::create_dir_all(&to).expect("a writable folder");
        for entry in fs::read_dir(release(prefix)).expect("a release") {
            let from = entry.expect("an entry").path();
            fs::copy(&from, to.join(from.file_name().expect("a name"))).expect("a copy");
        }
        make_demo(&to, &public_url).unwrap_or_else(|error| panic!("no demo: {error:#}"));
        DemoFiles { site, public_url }
    }

    /// Returns the folder of the demo.
    pub fn folder(&self) -> PathBuf {
        release_in(self.site.path(), &self.public_url)
    }

    /// Prepares the demo for GitHub Pages, which sends no headers. The policy is then in the page.
    pub fn for_github_pages(self) -> DemoFiles {
        let site = Site { folder: self.site.path(), public_url: &self.public_url, api_base: None };
        hosting::write(WebHost::GithubPages, &site).unwrap_or_else(|error| panic!("no configuration: {error:#}"));
        self
    }

    /// Makes the simulated server slow: each request takes a second.
    pub fn with_slow_server(self) -> DemoFiles {
        let file = self.folder().join("demo-server.js");
        let text = fs::read_to_string(&file).expect("the script of the service worker");
        let slow = text.replace("const LATENCY = 60;", "const LATENCY = 1000;");
        assert_ne!(text, slow, "the script of the service worker has no latency");
        fs::write(&file, slow).expect("written");
        for ending in COPY_ENDINGS {
            // The compressed copies still contain the script before the change, so they are removed.
            let _ = fs::remove_file(copy_of(&file, ending));
        }
        self
    }

    /// Serves the demo at its path.
    pub async fn serve(self) -> Demo {
        let mut options = HostOptions::new(self.folder());
        options.prefix = self.public_url.to_string();
        let host = Host::start(options).await.unwrap_or_else(|error| panic!("no host: {error}"));
        Demo { host, _files: self }
    }
}

impl Demo {
    /// Returns the page of the demo in the current tab.
    pub fn page<'a>(&self, s: &'a TestSystem) -> Page<'a> {
        Page::new(&s.browser, self.host.url())
    }
}

/// Waits until the notice of the demo says that the simulated server has got this number of refreshes.
pub async fn sees_refreshes(page: &Page<'_>, count: u32) {
    let script = "return document.getElementById('demo-refreshes')?.textContent === arguments[0]";
    page.wait_until(&format!("{count} refreshes in the notice"), script, &count.to_string()).await;
}
