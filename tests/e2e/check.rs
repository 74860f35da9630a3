//! Tests of the check that runs at the end of every test: it finds each kind of problem.

use crate::fixture::Fixture;

#[test]
fn the_check_finds_every_kind_of_problem() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        s.check().await;
        for (script, problem) in [
            ("console.error('an error')", "an error"),
            ("setTimeout(() => { throw new Error('uncaught') })", "uncaught"),
            ("Promise.reject(new Error('rejected'))", "rejected"),
            ("document.body.append(document.createElement('style'))", "style-src"),
            ("const image = new Image(); image.src = 'http://localhost:1/x.png'", "img-src"),
            (
                "const { dataset } = document.documentElement;
                dataset.busFallbacks = Number(dataset.busFallbacks ?? 0) + 1",
                "without the worker: worker 1",
            ),
            // The script above and the script below set attributes as if the page had delivered an event without the
            // worker. The script below then reloads the page at once. The check must find the problem even after this
            // reload.
            (
                "const { dataset } = document.documentElement; dataset.bus = 'page'; dataset.busFallbacks++;
                setTimeout(() => location.reload())",
                "without the worker: page 2",
            ),
        ] {
            s.clear_log().await;
            // Run the script in a timer, because otherwise its error would fail the WebDriver command.
            page.script(&format!("setTimeout(() => {{ {script} }})"), vec![]).await;
            s.wait_for_problem(problem).await;
        }
        s.clear_log().await;
    });
}

#[test]
fn the_recorder_reports_even_a_brief_alert() {
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
