//! Tests a release that is prepared for GitHub Pages. Such a host sends no headers of the release, so the policy is in
//! the page.

use serde_json::json;
use xtask::host::{Host, HostOptions};
use xtask::hosting::{self, Site};
use xtask::web_host::WebHost;

use crate::fixture::Fixture;
use crate::hosts::renews_its_session;
use crate::page::Page;
use crate::site;

/// The path of the app. It stands for the name of the repository.
const APP: &str = "/app/";

#[test]
fn the_policy_in_the_page_allows_a_session_and_blocks_added_scripts() {
    Fixture::new().run(async |s| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let release = site::write(folder.path(), APP, &s.server.api());
        let (public_url, api_base) = (APP.parse().expect("a path"), s.server.api().parse().expect("an API base"));
        let site = Site { folder: folder.path(), public_url: &public_url, api_base: Some(&api_base) };
        hosting::write(WebHost::GithubPages, &site).unwrap_or_else(|error| panic!("no configuration: {error:#}"));
        let mut options = HostOptions::new(release);
        options.prefix = APP.to_owned();
        let host = Host::start(options).await.unwrap_or_else(|error| panic!("no host: {error}"));
        s.server.allow_origin(&host.origin());
        let page = Page::new(&s.browser, host.url());
        page.open("/login").await;
        let headers = "return fetch(location.href).then(({ headers }) => headers.get('Content-Security-Policy'))";
        assert_eq!(page.script(headers, vec![]).await, json!(null), "the host sends a policy");
        renews_its_session(s, &page).await;
        s.assert_no_alert().await;
        // No page has violated the policy so far, or had another problem.
        s.check().await;

        // An attacker has added two scripts to the page.
        let foreign = format!("http://localhost:{}/foreign.js", s.server.address().port());
        let scripts = format!("<script>window.attack = true</script><script src=\"{foreign}\"></script>");
        host.append("index", ".html", scripts.as_bytes());
        page.open("/").await;
        s.wait_for_report("violation", "script-src-elem inline", 1).await;
        s.wait_for_report("violation", &format!("script-src-elem {foreign}"), 1).await;
        assert_eq!(page.script("return window.attack ?? null", vec![]).await, json!(null), "the inline script ran");
        assert!(s.requests_to("GET /foreign.js").is_empty(), "the foreign script was loaded");
        page.sees("Public Content.").await;
        s.clear_log().await;
        // The fixture makes the same checks after the test. They are made here too, because the host ends with the
        // test.
        s.check().await;
    });
}
