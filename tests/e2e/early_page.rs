//! Tests the page that `index.html` shows before the program runs: its links, its menu, and its content. Also tests
//! that the program's page replaces it.

use evergreen_backend::{Fault, Times};
use fantoccini::Locator;
use serde_json::json;

use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::TestSystem;

const LINKS: [&str; 4] = ["Home", "Activity", "Sign Up", "Login"];
const BOARD: &str = "GET /api/test/all";

/// A script that observes the page, and adds each movement of elements to the list `window.moved`.
const OBSERVE_MOVEMENTS: &str = "window.moved = [];
    new PerformanceObserver((list) => window.moved.push(...list.getEntries().map(
        ({ value, sources }) => [value, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 80))])))
        .observe({ type: 'layout-shift', buffered: true });";

/// A script that removes the elements of the footer, and adds one of them in every second frame, as if they came from a
/// slow network. In the end, it sets `window.arrived`.
const ARRIVE_IN_PIECES: &str = "const foot = document.querySelector('#early .foot');
    const [text, place] = foot.children;
    const [label, list] = place.children;
    const pieces = [[foot, text], [foot, place], [place, label], [place, list]]
        .concat([...list.children].map((option) => [list, option]));
    for (const [, piece] of pieces) piece.remove();
    (function next() {
        requestAnimationFrame(() => requestAnimationFrame(() => {
            const piece = pieces.shift();
            if (!piece) return (window.arrived = true);
            piece[0].append(piece[1]);
            next();
        }));
    })()";

/// Some parts of the home page already exist before the program runs. This script returns their positions.
const POSITIONS: &str =
    "return ['.bar', '.brand', 'main h1:not(.visually-hidden)', 'main header p', '.card', 'blockquote']
    .concat(visible('nav a').map((_, n) => `nav li:nth-child(${n % 2 + 1}) a`))
    .map((name) => {
        const { x, y, width, height } = document.querySelector(name).getBoundingClientRect();
        return [name, x, y, width, height];
    })";

/// Waits until the page of `index.html` is gone. The program removes this page when it renders its own page.
async fn runs(page: &Page<'_>) {
    page.wait_until("the program's page", "return !document.getElementById('early')", "").await;
}

async fn does_not_run(page: &Page<'_>) {
    let early = page.script("return Boolean(document.getElementById('early'))", vec![]).await;
    assert_eq!(early, json!(true), "the program runs");
}

/// Opens the page at this path, but makes the host hold the wasm. The program does not start until the test calls
/// `allow_all` of the host.
async fn open_without_program(s: &TestSystem, path: &str) {
    s.host.hold("_bg.wasm");
    s.page().visit(&format!("{}{path}", s.host.url())).await;
}

/// Clears the cache of the browser. First waits for the worker of the page, which loads the program again.
async fn clear_cache(s: &TestSystem) {
    s.page().has_worker().await;
    s.browser.clear_cache().await;
}

#[test]
fn a_link_works_before_the_program_runs() {
    for prefix in ["/", "/app/"] {
        Fixture { prefix, ..Fixture::new() }.run(async |s| {
            let page = s.page();
            open_without_program(s, "home").await;
            page.sees_nav(&LINKS).await;
            page.click("Login").await;
            page.is_at("/login").await;
            let current = "return [...document.querySelectorAll('nav [aria-current=page]')].map(textOf)";
            assert_eq!(page.script(current, vec![]).await, json!(["Login"]));
            page.back().await;
            page.is_at("/home").await;
            assert_eq!(page.script(current, vec![]).await, json!(["Home"]));
            page.click("Login").await;
            does_not_run(&page).await;
            s.host.allow_all();
            page.sees_form().await;
            page.is_at("/login").await;
            assert_eq!(page.script(current, vec![]).await, json!(["Login"]));
            page.back().await;
            page.sees("Public Content.").await;
        });
    }
}

#[test]
fn the_links_for_visitors_are_hidden_while_somebody_is_signed_in() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        // From the start of the page on, a script records the text of every link that becomes visible in the bar.
        s.browser
            .before_each_page(
                "window.shown = new Set();
                (function look() {
                    for (const link of document.querySelectorAll('nav a')) {
                        if (link.checkVisibility({ visibilityProperty: true })) window.shown.add(link.textContent);
                    }
                    requestAnimationFrame(look);
                })()",
            )
            .await;
        clear_cache(s).await;
        open_without_program(s, "home").await;
        page.sees("Public Content.").await;
        does_not_run(&page).await;
        assert!(page.nav().await.is_empty());
        s.host.allow_all();
        page.sees_nav(&["Home", "User", "Activity", "user", "Log out"]).await;
        assert_eq!(page.script("return window.shown.has('Login')", vec![]).await, json!(false));
    });
}

#[test]
fn the_focus_and_an_open_menu_stay_when_the_program_starts() {
    Fixture::new().run(async |s| {
        let page = s.page();
        open_without_program(s, "home").await;
        page.script("link('Sign Up').focus()", vec![]).await;
        does_not_run(&page).await;
        s.host.allow_all();
        runs(&page).await;
        page.has_focus("Sign Up").await;
        s.browser.set_size(360, 740).await;
        clear_cache(s).await;
        open_without_program(s, "home").await;
        page.sees_nav(&["Menu"]).await;
        page.click("Menu").await;
        page.sees_nav(&["Menu", "Home", "Activity", "Sign Up", "Login"]).await;
        does_not_run(&page).await;
        s.host.allow_all();
        runs(&page).await;
        page.sees_nav(&["Menu", "Home", "Activity", "Sign Up", "Login"]).await;
        page.has_focus("Menu").await;
        page.click("Menu").await;
        page.sees_nav(&["Menu"]).await;
    });
}

#[test]
fn the_content_is_shown_before_the_program_runs_and_nothing_moves() {
    for (width, height) in [(1280, 800), (360, 740)] {
        Fixture::new().run(async |s| {
            let page = s.page();
            s.browser.set_size(width, height).await;
            s.browser.before_each_page(OBSERVE_MOVEMENTS).await;
            open_without_program(s, "home").await;
            page.sees("Public Content.").await;
            does_not_run(&page).await;
            let before = page.script(POSITIONS, vec![]).await;
            s.host.allow_all();
            page.sees("Your session").await;
            page.sees_control("Refresh").await;
            assert_eq!(page.script(POSITIONS, vec![]).await, before, "{width} × {height}");
            let moved = page.script("return window.moved", vec![]).await;
            assert_eq!(moved, json!([]), "{width} × {height}");
            assert_eq!(s.requests_to(BOARD).len(), 1);
        });
    }
}

#[test]
fn a_footer_that_arrives_in_pieces_does_not_move() {
    Fixture::new().run(async |s| {
        let page = s.page();
        s.browser.before_each_page(OBSERVE_MOVEMENTS).await;
        open_without_program(s, "home").await;
        page.sees("Public Content.").await;
        page.script(ARRIVE_IN_PIECES, vec![]).await;
        page.wait_until("the whole footer", "return window.arrived", "").await;
        does_not_run(&page).await;
        assert_eq!(page.script("return window.moved", vec![]).await, json!([]));
        let shown = "return document.getElementById('theme').checkVisibility({ visibilityProperty: true })";
        assert_eq!(page.script(shown, vec![]).await, json!(true));
        s.host.allow_all();
        runs(&page).await;
    });
}

#[test]
fn only_a_text_is_shown_and_only_as_text() {
    for (status, content_type, body) in [
        (200, "text/html", "<h1>Welcome to our hotel</h1>"),
        (200, "application/json", "{}"),
        (200, "text/plain", " "),
        (503, "text/plain", "Down"),
    ] {
        Fixture { worker: false, ..Fixture::new() }.run(async |s| {
            let body = body.as_bytes().to_vec();
            let fault = Fault::Body { status, content_type: content_type.to_owned(), body };
            s.server.fault(BOARD, fault, Times::Next(1));
            open_without_program(s, "home").await;
            s.wait_for_responses(BOARD, 1).await;
            page_is_settled(&s.page()).await;
            let shown = s.page().script("return Boolean(document.getElementById('early-page'))", vec![]).await;
            assert_eq!(shown, json!(false), "{status} {content_type}");
            s.host.allow_all();
            runs(&s.page()).await;
            s.clear_log().await;
        });
    }
    Fixture::new().run(async |s| {
        let body = b"1 <b>2</b>".to_vec();
        let fault = Fault::Body { status: 200, content_type: "text/plain".to_owned(), body };
        s.server.fault(BOARD, fault, Times::Next(1));
        open_without_program(s, "home").await;
        s.page().sees("1 <b>2</b>").await;
        s.host.allow_all();
        runs(&s.page()).await;
        s.page().sees("1 <b>2</b>").await;
    });
}

/// Waits until the page has handled the response to the early request. The page began to read the response before this
/// script reads it. So when this script has the whole text, the page has it too. This script then waits for one more
/// frame, because the page may need a moment to show the text.
async fn page_is_settled(page: &Page<'_>) {
    let settled = "
        const base = document.querySelector('meta[name=api-base]').content;
        return evergreenEarly(`${base}/test/all`)
            .then((response) => response.clone().text())
            .then(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))";
    page.script(settled, vec![]).await;
}

#[test]
fn a_host_with_an_older_policy_gets_the_style_sheet_as_a_file() {
    const OLDER: &str = "/*\n  Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval'; style-src 'self'\n";
    Fixture { headers: OLDER, worker: false, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        let styled = "return getComputedStyle(document.querySelector('.bar')).display === 'flex'";
        page.wait_until("the styles of the bar", styled, "").await;
        let theme = s.browser.client.find(Locator::Css("#theme")).await.expect("the list of themes");
        theme.select_by_value("dark").await.expect("a choice");
        assert_eq!(page.root_data("theme").await.as_deref(), Some("dark"));
        s.clear_log().await;
    });
}
