//! Browsers that can't run the program, and hosts that don't bring it: a sentence, never a blank page.

use std::net::TcpListener;

use crate::browsers::wait;
use crate::fixture::{Fixture, release};

#[test]
fn a_browser_without_wasm_is_told_what_it_lacks() {
    Fixture { worker: false, ..Fixture::new() }.run(async |s| {
        s.browser.before_each_page("delete globalThis.WebAssembly").await;
        s.page().open_base().await;
        s.page().sees_alert("needs WebAssembly").await;
        s.page().sees_control("Reload").await;
        s.clear_log().await;
    });
}

/// The name of one of the program's two files.
fn program(ending: &str) -> String {
    let files = std::fs::read_dir(release("/")).expect("a release folder");
    let mut names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
    names.find(|name| name.starts_with("evergreen-") && name.ends_with(&format!(".{ending}"))).expect("the program")
}

#[test]
fn a_program_that_does_not_come_is_told_and_comes_with_a_reload() {
    for file in ["js", "wasm"] {
        Fixture { worker: false, ..Fixture::new() }.run(async |s| {
            let page = s.page();
            s.host.refuse(&program(file));
            page.open_base().await;
            page.sees_alert("could not be loaded").await;
            s.host.allow_all();
            // Although the browser was told to keep for a year whatever came under that name.
            page.click("Reload").await;
            page.sees("Public Content.").await;
            s.clear_log().await;
        });
    }
}

#[test]
fn a_start_script_that_does_not_come_is_mentioned_by_the_page_itself() {
    Fixture { worker: false, ..Fixture::new() }.run(async |s| {
        s.host.refuse("boot.js");
        s.page().open_base().await;
        s.page().sees("takes longer than it should").await;
        s.host.allow_all();
        s.page().reload().await;
        s.page().sees("Public Content.").await;
        s.clear_log().await;
    });
}

#[test]
fn the_way_to_the_server_is_open_before_the_program_is_there() {
    let server = TcpListener::bind("127.0.0.1:0").expect("a free port");
    server.set_nonblocking(true).expect("a listener that can be asked");
    let api = server.local_addr().map(|address| format!("http://{address}/api")).expect("an address");
    Fixture { api: Some(api), worker: false, ..Fixture::new() }.run(async |s| {
        s.host.refuse(".wasm");
        s.page().open_base().await;
        wait::until("a connection", async || server.accept().map_err(|error| error.to_string())).await;
        // Its complaints come with it, and the connection may be there first.
        s.page().sees_alert("could not be loaded").await;
        s.clear_log().await;
    });
}
