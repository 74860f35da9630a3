//! The states of the parts that surround every page: the menus and the notices. This file also has the state of the
//! page for an unknown path.

use evergreen_backend::{Fault, Times};

use super::standard;
use crate::browsers::second_release::second_release;
use crate::state::{Group, State};
use crate::test_system::{TestSystem, sign_in_on_a_stale_form};
use crate::tour::set_width;
use crate::view::Width;

const DENY_STORAGE: &str = "
    const get = () => { throw new DOMException('denied', 'SecurityError'); };
    for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get });";

const DENY_LOCKS: &str = "Object.defineProperty(navigator, 'locks', { value: undefined })";

/// The states in a browser that has storage and Web Locks. The states in other browsers are in [`storage_denied`] and
/// [`without_locks`].
pub fn group() -> Group {
    standard([
        State::new("not-found", "Page not found", |s| {
            Box::pin(async {
                s.page().open("/no/such/page").await;
            })
        }),
        State::narrow("menu-signed-out", "Sign Up", |s| {
            Box::pin(async {
                s.page().open("/home").await;
                open_menu(s).await;
            })
        }),
        State::narrow("menu", "Admin Board", |s| {
            Box::pin(async {
                s.page().sign_in("admin").await;
                open_menu(s).await;
            })
        }),
        State::new("offline", "You are offline, or", |s| {
            Box::pin(async {
                s.page().open("/home").await;
                s.page().sees("Public Content.").await;
                s.browser.set_offline(true).await;
            })
        }),
        State::new("other-user", "so you were not signed in as admin", |s| {
            Box::pin(async {
                sign_in_on_a_stale_form(s, "user", "admin").await;
            })
        }),
        State::new("outdated", "A new version is available.", |s| {
            Box::pin(async {
                s.page().open("/home").await;
                s.page().sees("Public Content.").await;
                let other = second_release();
                s.host.replace(other.path());
                // The code of the page is loaded ahead now, and its file is gone.
                s.page().point_at("Activity").await;
            })
        }),
        State::new("signed-out-pending", "The server will be notified", |s| {
            Box::pin(async {
                s.page().sign_in("user").await;
                s.server.fault("*", Fault::Drop, Times::Always);
                s.page().click("Log out").await;
            })
        }),
    ])
}

async fn open_menu(s: &TestSystem) {
    set_width(s, Width::Narrow).await;
    s.page().click("Menu").await;
}

/// The state of a browser that denies storage. Some browsers do this when they block cookies.
pub fn storage_denied() -> Group {
    standard([State::new("no-storage", "does not let the app store data", |s| {
        Box::pin(async {
            s.browser.before_each_page(DENY_STORAGE).await;
            s.page().open("/home").await;
            s.page().sees("Public Content.").await;
        })
    })])
}

/// The state of a browser without Web Locks. No browser offers Web Locks to a page that comes from another machine over
/// plain HTTP.
pub fn without_locks() -> Group {
    standard([State::new("no-locks", "can't coordinate several tabs", |s| {
        Box::pin(async {
            s.browser.before_each_page(DENY_LOCKS).await;
            s.page().open("/home").await;
            s.page().sees("Public Content.").await;
        })
    })])
}
