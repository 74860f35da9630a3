//! Integrity checks: the browser does not run a file that differs from the build, and the page says so.

use crate::fixture::Fixture;

/// A custom section of a wasm file, without content. If this section is appended to the wasm, the wasm stays valid and
/// behaves the same.
pub const EMPTY_SECTION: &[u8] = &[0, 2, 1, b'x'];

#[test]
fn an_altered_wasm_does_not_run() {
    does_not_run("_bg.wasm", EMPTY_SECTION);
}

#[test]
fn an_altered_script_does_not_run() {
    does_not_run(".js", b"\n");
}

fn does_not_run(end: &str, bytes: &[u8]) {
    Fixture { worker: false, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        s.host.append("evergreen-", end, bytes);
        page.open_base().await;
        page.sees_alert("could not be loaded").await;
        page.sees_control("Reload").await;
        let early = page.script("return Boolean(document.getElementById('early'))", vec![]).await;
        assert_eq!(early, true, "the program ran");
        s.clear_log().await;
    });
}

#[test]
fn preloaded_files_are_loaded_once() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        let fetched = page.script(FETCHED, vec![]).await;
        let mut fetched: Vec<&str> =
            fetched.as_array().into_iter().flatten().filter_map(|name| name.as_str()).collect();
        let count = fetched.len();
        fetched.sort_unstable();
        fetched.dedup();
        assert!(count >= 3 && fetched.len() == count, "{count} loads of {} files: {fetched:?}", fetched.len());
    });
}

/// A script that returns the files that the page loaded over the network. A file that was loaded twice is in the list
/// twice.
const FETCHED: &str = "return performance.getEntriesByType('resource')
    .filter(({ name, transferSize }) => name.startsWith(location.origin) && transferSize > 0)
    .map(({ name }) => name)";
