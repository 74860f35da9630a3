//! Signing up, in and out, and what the navigation shows of it.

use std::time::Duration;

use evergreen_backend::{Fault, Like, Times};
use serde_json::json;

use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::sign_in_on_a_stale_form;

const SIGNED_OUT: [&str; 4] = ["Home", "Activity", "Sign Up", "Login"];

#[test]
fn signing_up_says_so_and_leads_to_the_login() {
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
fn a_blank_beside_a_name_is_no_part_of_it() {
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
fn the_focus_stays_where_it_is_while_a_form_is_on_its_way() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/login").await;
        s.server.fault("POST /api/auth/signin", Fault::Delay(Duration::from_secs(1)), Times::Next(1));
        page.send_sign_in("user", "evergreen").await;
        page.sees_status("Signing in…").await;
        page.has_focus("Login").await;
        // A second press sends nothing.
        page.click_button("Login").await;
        page.is_at("/profile").await;
        s.wait_for_responses("POST /api/auth/signin", 1).await;
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
fn signing_out_leaves_a_public_page_where_it_is() {
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
fn a_wrong_password_is_told_in_the_servers_words() {
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
fn a_taken_name_and_a_taken_address_are_told() {
    Fixture::new().run(async |s| taken(&s.page(), "Username is already taken", "Email is already in use").await);
}

#[test]
fn a_taken_name_is_told_as_spring_says_it() {
    Fixture::like(Like::Spring)
        .run(async |s| taken(&s.page(), "Username is already taken", "Email is already in use").await);
}

#[test]
fn a_taken_name_is_told_as_node_says_it() {
    Fixture::like(Like::Node)
        .run(async |s| taken(&s.page(), "Username is already in use", "Email is already in use").await);
}

#[test]
fn a_sign_up_beyond_the_limits_is_told_at_its_fields_and_not_sent() {
    for like in [Like::Own, Like::Spring, Like::Node] {
        Fixture::like(like).run(async |s| {
            let page = s.page();
            page.open("/register").await;
            let fields = ["Username", "Email", "Password"];
            let bad = [
                ("am", "no-address", "short"),
                ("a-name-of-21-letters!", &*format!("{}@example.org", "a".repeat(39)), &*"p".repeat(41)),
            ];
            for (name, email, password) in bad {
                send_sign_up(&page, name, email, password).await;
                for field in fields {
                    page.wait_until(&format!("a word at {field:?}"), "return hasError(arguments[0])", field).await;
                }
            }
            assert!(
                s.requests_to("POST /api/auth/signup").is_empty(),
                "nothing was to be sent: {:?}",
                s.server.requests()
            );
            send_sign_up(&page, "amy", "amy@example.org", "secret12").await;
            page.sees_status("registered successfully").await;
        });
    }
}

async fn send_sign_up(page: &Page<'_>, username: &str, email: &str, password: &str) {
    page.fill("Username", username).await;
    page.fill("Email", email).await;
    page.fill("Password", password).await;
    page.click_button("Sign Up").await;
}

async fn taken(page: &Page<'_>, name: &str, address: &str) {
    page.open("/register").await;
    send_sign_up(page, "amy", "amy@example.org", "secret12").await;
    page.sees_status("registered successfully").await;
    page.open("/register").await;
    send_sign_up(page, "amy", "other@example.org", "secret12").await;
    page.sees_alert(name).await;
    send_sign_up(page, "other", "amy@example.org", "secret12").await;
    page.sees_alert(address).await;
    let form = page.script("return Boolean(field('Email'))", vec![json!(null)]).await;
    assert_eq!(form, json!(true), "the form stays, to correct it");
}

#[test]
fn a_form_that_did_not_know_of_another_user_says_who_is_signed_in() {
    Fixture::new().run(async |s| {
        let page = s.page();
        sign_in_on_a_stale_form(s, "user", "admin").await;
        page.sees_alert("user is signed in in this browser").await;
        page.sees_link("user").await;
        s.wait_for_responses("POST /api/auth/signin", 1).await;
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
fn one_may_go_on_as_the_user_who_is_signed_in() {
    Fixture::new().run(async |s| {
        let page = s.page();
        sign_in_on_a_stale_form(s, "user", "admin").await;
        page.click("Continue as user").await;
        page.no_longer_sees("Sign out first").await;
        page.click("User").await;
        page.sees("User Content.").await;
    });
}
