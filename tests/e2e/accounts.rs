//! Sign-up, sign-in and sign-out, and the links of the navigation for each role.

use evergreen_backend::{Fault, Like, Times};
use serde_json::json;

use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::sign_in_on_a_stale_form;

const SIGNED_OUT: [&str; 4] = ["Home", "Activity", "Sign Up", "Login"];

#[test]
fn signing_up_shows_success_and_links_to_the_login() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/register").await;
        send_sign_up(&page, "amy", "amy@example.org", "secret12").await;
        page.sees_status("User registered successfully!").await;
        page.click_in_main("Login").await;
        page.is_at("/login").await;
        page.send_sign_in("amy", "secret12").await;
        page.is_at("/profile").await;
        page.sees("amy@example.org").await;
        page.sees_nav(&["Home", "User", "Activity", "amy", "Log out"]).await;
    });
}

#[test]
fn spaces_around_a_username_are_removed() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/register").await;
        send_sign_up(&page, "am ", "amy@example.org", "secret12").await;
        page.sees("Use 3 to 20 characters.").await;
        send_sign_up(&page, " amy ", "amy@example.org", "secret12").await;
        page.sees_status("User registered successfully!").await;
        page.click_in_main("Login").await;
        page.send_sign_in("amy ", "secret12").await;
        page.is_at("/profile").await;
    });
}

#[test]
fn the_focus_stays_on_the_button_while_a_form_is_sent() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/login").await;
        s.server.fault("POST /api/auth/signin", Fault::Hold, Times::Next(1));
        page.send_sign_in("user", "evergreen").await;
        page.sees_status("Signing in…").await;
        page.has_focus("Login").await;
        // While the form is being sent, a second click sends nothing.
        page.click_button("Login").await;
        s.server.clear_faults();
        page.is_at("/profile").await;
        s.wait_for_responses("POST /api/auth/signin", 1).await;
        assert_eq!(s.requests_to("POST /api/auth/signin").len(), 1, "the second click must send nothing");
    });
}

#[test]
fn the_navigation_follows_the_roles() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/").await;
        page.sees_nav(&SIGNED_OUT).await;
        let accounts: [(&str, &[&str]); 3] = [
            ("user", &["Home", "User", "Activity", "user", "Log out"]),
            ("moderator", &["Home", "User", "Moderator Board", "Activity", "moderator", "Log out"]),
            ("admin", &["Home", "User", "Moderator Board", "Admin Board", "Activity", "admin", "Log out"]),
        ];
        for (name, nav) in accounts {
            page.sign_in(name).await;
            page.sees_nav(nav).await;
            page.click("Log out").await;
            page.is_at("/login").await;
            page.sees_nav(&SIGNED_OUT).await;
        }
        s.wait_for_responses("POST /api/auth/signout", 3).await;
    });
}

#[test]
fn signing_out_on_a_public_page_stays_on_that_page() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("Home").await;
        page.sees("Public Content.").await;
        page.click("Log out").await;
        page.sees_nav(&SIGNED_OUT).await;
        page.sees("Public Content.").await;
        page.is_at("/home").await;
    });
}

#[test]
fn a_wrong_password_shows_the_servers_message() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/login").await;
        page.send_sign_in("user", "not-it").await;
        page.sees_alert("Bad credentials").await;
        page.is_at("/login").await;
        page.sees_form().await;
        assert_eq!(s.refreshes(), 0, "a wrong password starts no refresh");
        page.send_sign_in("user", "evergreen").await;
        page.is_at("/profile").await;
    });
}

#[test]
fn a_taken_username_and_a_taken_email_are_reported() {
    Fixture::new().run(async |s| check_taken(&s.page(), "Username is already taken", "Email is already in use").await);
}

#[test]
fn a_taken_username_is_reported_with_springs_message() {
    Fixture::like(Like::Spring)
        .run(async |s| check_taken(&s.page(), "Username is already taken", "Email is already in use").await);
}

#[test]
fn a_taken_username_is_reported_with_nodes_message() {
    Fixture::like(Like::Node)
        .run(async |s| check_taken(&s.page(), "Username is already in use", "Email is already in use").await);
}

#[test]
fn invalid_sign_up_fields_show_errors_and_nothing_is_sent() {
    for like in [Like::Own, Like::Spring, Like::Node] {
        Fixture::like(like).run(async |s| {
            let page = s.page();
            let fields = ["Username", "Email", "Password"];
            let bad = [
                ("am", "no-address", "short"),
                ("a-name-of-21-letters!", &*format!("{}@example.org", "a".repeat(39)), &*"p".repeat(41)),
            ];
            for (name, email, password) in bad {
                // The page is loaded again each time, so that it shows no earlier error.
                page.open("/register").await;
                send_sign_up(&page, name, email, password).await;
                for field in fields {
                    page.wait_until(&format!("an error at {field:?}"), "return hasError(arguments[0])", field).await;
                }
            }
            send_sign_up(&page, "amy", "amy@example.org", "secret12").await;
            page.sees_status("registered successfully").await;
            let sent = s.requests_to("POST /api/auth/signup");
            assert_eq!(sent.len(), 1, "the invalid fields must not be sent: {:?}", s.server.requests());
        });
    }
}

async fn send_sign_up(page: &Page<'_>, username: &str, email: &str, password: &str) {
    page.fill("Username", username).await;
    page.fill("Email", email).await;
    page.fill("Password", password).await;
    page.click_button("Sign Up").await;
}

/// Signs up a user. Then tries to sign up with the same username, and checks that the alert contains the text `name`.
/// Then tries to sign up with the same email address, and checks that the alert contains the text `email`.
async fn check_taken(page: &Page<'_>, name: &str, email: &str) {
    page.open("/register").await;
    send_sign_up(page, "amy", "amy@example.org", "secret12").await;
    page.sees_status("registered successfully").await;
    page.open("/register").await;
    send_sign_up(page, "amy", "other@example.org", "secret12").await;
    page.sees_alert(name).await;
    send_sign_up(page, "other", "amy@example.org", "secret12").await;
    page.sees_alert(email).await;
    let form = page.script("return Boolean(field('Email'))", vec![json!(null)]).await;
    assert_eq!(form, json!(true), "the form must stay on the page");
}

#[test]
fn a_stale_sign_in_form_says_who_is_signed_in() {
    Fixture::new().run(async |s| {
        let page = s.page();
        sign_in_on_a_stale_form(s, "user", "admin").await;
        page.sees_alert("user is already signed in here").await;
        page.sees_link("user").await;
        s.wait_for_responses("POST /api/auth/signin", 1).await;
        assert_eq!(s.requests_to("POST /api/auth/signin").len(), 1, "the stale form must send nothing");
        page.click("Sign out first").await;
        page.is_at("/login").await;
        assert_eq!(page.field_value("Username").await.as_deref(), Some("admin"));
        page.send_sign_in("admin", "evergreen").await;
        page.sees_link("admin").await;
        page.no_longer_sees("Sign out first").await;
        s.wait_for_responses("POST /api/auth/signin", 2).await;
    });
}

#[test]
fn a_stale_sign_in_form_offers_to_continue_as_the_signed_in_user() {
    Fixture::new().run(async |s| {
        let page = s.page();
        sign_in_on_a_stale_form(s, "user", "admin").await;
        page.click("Continue as user").await;
        page.no_longer_sees("Sign out first").await;
        page.click("User").await;
        page.sees("User Content.").await;
    });
}
