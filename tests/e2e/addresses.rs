//! Tests unusual addresses. Each of them must show a page of the app, and must not lead to another origin.

use crate::fixture::Fixture;

/// Unusual addresses without their origin. The test appends each of them to the host's origin.
const UNUSUAL: [&str; 18] = [
    "//another.example/home",
    "/%2f%2fanother.example",
    "/\\another.example",
    "/login?next=https://another.example/",
    "/login?redirect=//another.example#https://another.example",
    "/profile?user=2",
    "/javascript:alert(1)",
    "/<script>alert(1)</script>",
    "/%00",
    "/%ff%fe",
    "/home/../../profile",
    "/user%2f",
    "/USER",
    "/user//",
    "/?",
    "/#/admin",
    "/admin?__proto__[role]=ROLE_ADMIN",
    "/ürlaub/🌲",
];

#[test]
fn unusual_addresses_stay_in_the_app_and_give_no_access() {
    Fixture::new().run(async |s| {
        let page = s.page();
        let long = format!("/{}", "long/".repeat(1_000));
        for address in UNUSUAL.into_iter().chain([long.as_str()]) {
            page.visit(&format!("{}{address}", s.host.origin())).await;
            page.sees_app().await;
            let script =
                "return location.origin === arguments[0] && Boolean(document.querySelector('main h1, main form'))";
            page.wait_until(&format!("a page of the app at {address}"), script, &s.host.origin()).await;
            assert_eq!(page.nav().await, ["Home", "Activity", "Sign Up", "Login"], "{address}");
            let main = page.main().await;
            assert!(!main.contains("User Content.") && !main.contains("Board."), "{address}: {main}");
        }
        // This query asks the app to go to another address after the sign-in. The app ignores the query.
        page.open("/login?next=https://another.example/").await;
        page.send_sign_in("user", "evergreen").await;
        page.is_at("/profile").await;
    });
}
