//! Checks the accessibility of every state with axe-core, by all rules that are not deprecated.

use std::sync::{LazyLock, Mutex};

use serde_json::{Value, json};

use crate::state::Group;
use crate::test_system::TestSystem;
use crate::tour::tour;

/// The source of axe-core, which `cargo xtask audit` gets from npm. WebDriver runs this script, so the policy of the
/// page cannot block it.
static SOURCE: LazyLock<String> = LazyLock::new(|| {
    let file = std::env::var("EVERGREEN_AXE");
    let file = file.expect("EVERGREEN_AXE does not name axe's script: run `cargo xtask audit`, which installs it");
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"))
});

const RUN: &str = include_str!("axe.js");

/// Returns the violations on the current page, each with the rule, the element and the reason.
async fn violations(s: &TestSystem) -> Vec<String> {
    let client = &s.browser.client;
    let here = client.execute("return typeof axe === 'object'", vec![]).await.expect("a page");
    if here != json!(true) {
        client.execute(&SOURCE, vec![]).await.expect("axe in the page");
    }
    let found = client.execute(RUN, vec![]).await.expect("axe's result");
    found.as_array().expect("a list").iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn audit(group: Group) {
    // List each violation once, with the views that have it, because most violations are in all views.
    let found = Mutex::new(Vec::<(String, Vec<String>)>::new());
    tour(group, async |s, state, view| {
        for violation in violations(s).await {
            let text = format!("{}: {violation}", state.name);
            let mut found = found.lock().expect("the lock is not poisoned");
            match found.iter_mut().find(|(other, _)| *other == text) {
                Some((_, views)) => views.push(view.name()),
                None => found.push((text, vec![view.name()])),
            }
        }
    });
    let found = found.into_inner().expect("the lock is not poisoned");
    let lines: Vec<String> = found.iter().map(|(text, views)| format!("{text} [{}]", views.join(", "))).collect();
    assert!(lines.is_empty(), "axe finds:\n{}", lines.join("\n"));
}

mod tests {
    use super::violations;
    use crate::fixture::Fixture;

    for_each_group!(audit);

    /// Scripts that add a violation, each with the rule that must find it.
    const PLANTED: [(&str, &str); 4] = [
        ("document.querySelector('main').append(document.createElement('img'))", "image-alt"),
        (
            "const faint = document.createElement('p'); faint.append('faint'); faint.style.color = '#777';
             faint.style.background = '#999'; document.querySelector('main').append(faint)",
            "color-contrast",
        ),
        (
            "document.querySelector('main').append(document.createElement('h6'), document.createElement('input'))",
            "label",
        ),
        ("document.body.append(Object.assign(document.createElement('p'), { textContent: 'outside' }))", "region"),
    ];

    #[test]
    fn finds_planted_violations() {
        Fixture::new().run(async |s| {
            let page = s.page();
            page.open("/home").await;
            page.sees("Public Content.").await;
            let before = violations(s).await;
            for (script, rule) in PLANTED {
                page.script(script, vec![]).await;
                let found = violations(s).await;
                let new = found.iter().find(|violation| !before.contains(violation) && violation.starts_with(rule));
                assert!(new.is_some(), "{rule} is not among {found:#?}");
            }
        });
    }
}
