//! Tests of the addresses of the app, and of a table of pages whose paths have parameters.

use yew_router::Routable;

use super::{Access, Link, Route};
use crate::role::Role;
use crate::user::User;

/// A table of pages with parameters.
mod parameters {
    use crate::routes::{Access, Link, define::define_routes};

    define_routes! {
        /// All reports.
        Reports => {
            path: "/reports",
            title: "Reports",
            access: Access::Public,
            link: Link::Page("Reports"),
            page: (),
        }
        /// The form for a new report.
        New => {
            path: "/reports/new",
            title: "New report",
            access: Access::SignedIn,
            page: (),
        }
        /// One report.
        Report { id: String } => {
            path: "/reports/:id",
            title: "Report",
            access: Access::SignedIn,
            page: (),
        }
        /// One page of a report.
        Sheet { id: String, number: u8 } => {
            path: "/reports/:id/sheets/:number",
            title: "Sheet",
            access: Access::SignedIn,
            page: (),
        }
        /// Every other address.
        NotFound => {
            path: "/404",
            title: "Page not found",
            access: Access::Public,
            page: (),
        }
    }
}

fn user(roles: &[Role]) -> User {
    User { id: "1".to_owned(), username: "amy".into(), email: "amy@example.org".into(), roles: roles.to_vec() }
}

#[test]
fn addresses_are_those_of_the_contract() {
    for (path, route) in [
        ("/", Route::Root),
        ("/home", Route::Home),
        ("/login", Route::Login),
        ("/register", Route::Register),
        ("/profile", Route::Profile),
        ("/sessions", Route::Sessions),
        ("/user", Route::User),
        ("/mod", Route::Moderator),
        ("/admin", Route::Admin),
        #[cfg(feature = "activity")]
        ("/activity", Route::Activity),
        ("/404", Route::NotFound),
    ] {
        assert_eq!(route.to_path(), path);
        assert_eq!(Route::recognize(path), Some(route), "{path}");
    }
}

#[test]
fn a_slash_at_the_end_is_passed_over_and_nothing_else() {
    assert_eq!(Route::recognize("/home/"), Some(Route::Home));
    for path in ["/nowhere/at/all", "/homes", "/hom", "/home/x", "/Home", "/home//"] {
        assert_eq!(Route::recognize(path), Some(Route::NotFound), "{path}");
    }
}

#[test]
fn each_page_is_open_to_the_people_of_the_contract() {
    for (route, access) in [
        (Route::Root, Access::Public),
        (Route::Home, Access::Public),
        (Route::Login, Access::Public),
        (Route::Register, Access::Public),
        (Route::Profile, Access::SignedIn),
        (Route::Sessions, Access::SignedIn),
        (Route::User, Access::SignedIn),
        (Route::Moderator, Access::Role(Role::MODERATOR)),
        (Route::Admin, Access::Role(Role::ADMIN)),
        #[cfg(feature = "activity")]
        (Route::Activity, Access::Public),
        (Route::NotFound, Access::Public),
    ] {
        assert_eq!(route.access(), access, "{route:?}");
    }
}

#[test]
fn everyone_is_shown_links_to_the_pages_that_they_may_see() {
    let pages = |user: Option<&User>| -> Vec<&str> {
        let label = |(route, link): &(Route, Link)| match *link {
            Link::Page(label) if route.access().admits(user) => Some(label),
            _ => None,
        };
        Route::links().filter_map(label).filter(|label| *label != "Activity").collect()
    };
    assert_eq!(pages(None), ["Home"]);
    assert_eq!(pages(Some(&user(&[]))), ["Home", "User"]);
    assert_eq!(pages(Some(&user(&[Role::MODERATOR]))), ["Home", "User", "Moderator Board"]);
    assert_eq!(pages(Some(&user(&[Role::ADMIN, Role::MODERATOR]))), ["Home", "User", "Moderator Board", "Admin Board"]);
}

#[test]
fn a_page_with_a_parameter_is_found_by_its_address() {
    use parameters::Route;

    let report = |id: &str| Route::Report { id: id.to_owned() };
    let sheet = |number| Route::Sheet { id: "7".to_owned(), number };
    for (path, route) in [
        ("/reports", Route::Reports),
        ("/reports/new", Route::New),
        ("/reports/7", report("7")),
        ("/reports/a%2Fb%20c", report("a/b c")),
        ("/reports/7/sheets/12", sheet(12)),
    ] {
        assert_eq!(Route::recognize(path), Some(route.clone()), "{path}");
        assert_eq!(Route::recognize(&format!("{path}/")), Some(route.clone()), "{path}/");
        assert_eq!(route.to_path(), path);
    }
    for path in ["/reports//", "/reports/%FF", "/reports/7/sheets", "/reports/7/sheets/256", "/reports/7/sheets/x"] {
        assert_eq!(Route::recognize(path), Some(Route::NotFound), "{path}");
    }
    assert_eq!((report("7").title(), report("7").access()), ("Report", Access::SignedIn));
    assert_eq!(Route::links().collect::<Vec<_>>(), [&(Route::Reports, Link::Page("Reports"))]);
}

#[test]
fn the_paths_and_parameters_that_the_router_asks_for_are_those_of_the_table() {
    use parameters::Route;

    let values = [("id", "a%20b"), ("number", "3")].into();
    assert_eq!(
        Route::from_path("/reports/:id/sheets/:number", &values),
        Some(Route::Sheet { id: "a b".to_owned(), number: 3 })
    );
    assert_eq!(Route::from_path("/reports/7", &values), None);
    assert!(Route::routes().contains(&"/reports/:id"));
}
