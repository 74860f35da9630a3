//! The check at the end of every test, checked: whatever it is there for, it sees.

use crate::fixture::Fixture;

#[test]
fn the_check_sees_what_no_page_may_cause() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        s.check().await;
        for (script, complaint) in [
            ("console.error('an error')", "an error"),
            ("setTimeout(() => { throw new Error('uncaught') })", "uncaught"),
            ("Promise.reject(new Error('unheard'))", "unheard"),
            ("document.body.append(document.createElement('style'))", "style-src"),
            ("const image = new Image(); image.src = 'http://localhost:1/x.png'", "img-src"),
            ("document.documentElement.dataset.busFallbacks = 1", "without the worker: worker 1"),
            // Of a page that is gone by the time the test ends.
            (
                "Object.assign(document.documentElement.dataset, { bus: 'page', busFallbacks: 1 }); setTimeout(() => location.reload())",
                "without the worker: page 1",
            ),
        ] {
            s.clear_log().await;
            // Not as the script's own outcome, which would fail the command.
            page.script(&format!("setTimeout(() => {{ {script} }})"), vec![]).await;
            s.wait_for_problem(complaint).await;
        }
        s.clear_log().await;
    });
}

#[test]
fn the_recorder_sees_an_alert_however_brief() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        s.assert_no_alert().await;
        let flash = "const alert = document.createElement('p'); alert.role = 'alert'; alert.append('gone');
            document.body.append(alert); queueMicrotask(() => setTimeout(() => alert.remove()))";
        page.script(flash, vec![]).await;
        page.no_longer_sees("gone").await;
        assert_eq!(s.reports("alert").await, ["gone"]);
    });
}
