//! The check at the end of every test, checked in each engine: whatever it is there for, it sees.

use crate::engine::Engine;
use crate::fixture::Fixture;

in_every_engine!(the_check_sees_what_no_page_may_cause);

fn the_check_sees_what_no_page_may_cause(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        s.check().await;
        for (script, complaint) in [
            ("window.console.error('an error')", "an error"),
            ("window.reportError(new window.Error('uncaught'))", "uncaught"),
            ("window.Promise.reject(new window.Error('unheard'))", "unheard"),
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
            page.script(&format!("window.setTimeout(() => {{ {script} }})"), vec![]).await;
            s.wait_for_problem(complaint).await;
        }
        s.clear_log().await;
    });
}
