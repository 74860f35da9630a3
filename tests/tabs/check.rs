//! Tests of the check that runs at the end of every test: this check must find each kind of problem, in
//! each engine.

use crate::engine::Engine;
use crate::fixture::Fixture;

in_every_engine!(the_check_finds_every_kind_of_problem);

fn the_check_finds_every_kind_of_problem(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        s.check().await;
        for (script, problem) in [
            ("window.console.error('an error')", "an error"),
            ("window.reportError(new window.Error('uncaught'))", "uncaught"),
            ("window.Promise.reject(new window.Error('rejected'))", "rejected"),
            ("document.body.append(document.createElement('style'))", "style-src"),
            ("const image = new Image(); image.src = 'http://localhost:1/x.png'", "img-src"),
            (
                "const { dataset } = document.documentElement;
                dataset.busFallbacks = Number(dataset.busFallbacks ?? 0) + 1",
                "without the worker: worker 1",
            ),
            // In this row and in the row above, the page says that it has delivered an event without the worker. In
            // this row, the page then reloads at once, and the check must still find the problem.
            (
                "const { dataset } = document.documentElement; dataset.bus = 'page'; dataset.busFallbacks++;
                setTimeout(() => location.reload())",
                "without the worker: page 2",
            ),
        ] {
            s.clear_log().await;
            // Run the script in a timer, because otherwise its error would fail the WebDriver command.
            page.script(&format!("window.setTimeout(() => {{ {script} }})"), vec![]).await;
            s.wait_for_problem(problem).await;
        }
        s.clear_log().await;
    });
}
