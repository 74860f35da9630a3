//! The shipped Content-Security-Policy blocks what an injected script may try.

use serde_json::json;

use crate::fixture::Fixture;

/// The names of attacks, each with an expression. If the attack succeeds, the expression is true. If the policy blocks
/// the attack, the expression is false or throws an exception.
const ATTACKS: [(&str, &str); 12] = [
    ("eval", "eval('1') === 1"),
    ("new Function", "new Function('return 1')() === 1"),
    ("markup", "(document.createElement('p').innerHTML = '<b>1</b>', true)"),
    ("markup in a new document", "(new DOMParser().parseFromString('<b>1</b>', 'text/html'), true)"),
    ("a frame's own document", "(document.createElement('iframe').srcdoc = '<b>1</b>', true)"),
    ("a script of another address", "(document.createElement('script').src = '/other.js', true)"),
    ("a script's text", "(document.createElement('script').text = '1', true)"),
    ("a worker of another address", "Boolean(new Worker('/other.js'))"),
    ("a worker with another program", "Boolean(new Worker('/boot.js#js=other.js'))"),
    ("a worker of its own text", "Boolean(new Worker(URL.createObjectURL(new Blob(['1']))))"),
    ("a policy of its own", "Boolean(trustedTypes.createPolicy('other', { createHTML: (text) => text }))"),
    ("the default policy once more", "Boolean(trustedTypes.createPolicy('default', { createHTML: (text) => text }))"),
];

/// Directives of the policy, each with a script that violates the directive.
const VIOLATIONS: [(&str, &str); 5] = [
    ("connect-src", "fetch('http://localhost:1/secret').catch(() => {})"),
    ("img-src", "new Image().src = 'http://localhost:1/secret.png'"),
    (
        "form-action",
        "const form = document.createElement('form'); form.action = 'http://localhost:1/'; document.body.append(form); form.submit()",
    ),
    (
        "base-uri",
        "const base = document.createElement('base'); base.href = 'http://localhost:1/'; document.head.prepend(base)",
    ),
    (
        "style-src",
        "document.body.append(Object.assign(document.createElement('style'), { textContent: 'p { color: red }' }))",
    ),
];

#[test]
fn the_policy_blocks_what_an_injected_script_may_try() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        for (attack, script) in ATTACKS {
            // Run the script in a timer of the page, because the policy does not apply to scripts of the driver.
            let script = format!(
                "return new Promise((done) => setTimeout(() => {{ try {{ done({script}) }} catch {{ done(false) }} }}))"
            );
            let succeeded = page.script(&script, vec![]).await;
            assert_eq!(succeeded, json!(false), "{attack} succeeded");
        }
        for (directive, script) in VIOLATIONS {
            s.clear_log().await;
            page.script(&format!("setTimeout(() => {{ {script} }})"), vec![]).await;
            s.wait_for_problem(directive).await;
            assert!(page.path().await == "/profile", "{directive}");
        }
        s.clear_log().await;
        page.click("User").await;
        page.sees("User Content.").await;
    });
}
