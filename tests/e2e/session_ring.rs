//! Tests of the ring on the home page. The ring shows the age of the access token.

use crate::fixture::Fixture;

#[test]
fn the_session_ring_grows_with_the_text_size() {
    // A script that returns the width of the widest text in the ring, divided by the width of the ring.
    const SHARE: &str = "const ring = document.querySelector('main svg');
        const widths = [...ring.querySelectorAll('text')].map((text) => text.getBoundingClientRect().width);
        return Math.max(...widths) / ring.getBoundingClientRect().width";
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("Home").await;
        page.sees("since sign-in").await;
        for size in [16, 24, 32] {
            page.set_text_size(size).await;
            let share = page.script(SHARE, vec![]).await;
            assert!(share.as_f64().is_some_and(|share| (0.3..0.75).contains(&share)), "{size} px: {share}");
        }
    });
}

#[test]
fn the_home_page_shows_the_age_of_the_access_token() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("You are not signed in.").await;
        page.sign_in("user").await;
        page.click("Home").await;
        page.sees("since sign-in").await;
        page.sees("Token refreshes 0").await;
        s.server.expire_access_tokens();
        page.click("User").await;
        page.sees("User Content.").await;
        page.click("Home").await;
        page.sees("since refresh").await;
        page.sees("Token refreshes (this tab) 1").await;
    });
}
