//! What the shipped policy keeps out, tried from within the page: whatever gets a script in finds every door shut.

use serde_json::json;

use crate::scene::Scene;

/// Each door, and a script that answers whether it is open.
const DOORS: [(&str, &str); 12] = [
    ("eval", "return attempt(() => eval('1') === 1)"),
    ("new Function", "return attempt(() => new Function('return 1')() === 1)"),
    ("markup", "return attempt(() => { document.createElement('p').innerHTML = '<b>1</b>'; return true })"),
    (
        "markup in a new document",
        "return attempt(() => { new DOMParser().parseFromString('<b>1</b>', 'text/html'); return true })",
    ),
    (
        "a frame's own document",
        "return attempt(() => { document.createElement('iframe').srcdoc = '<b>1</b>'; return true })",
    ),
    (
        "a script of another address",
        "return attempt(() => { document.createElement('script').src = '/other.js'; return true })",
    ),
    ("a script's text", "return attempt(() => { document.createElement('script').text = '1'; return true })"),
    ("a worker of another address", "return attempt(() => Boolean(new Worker('/other.js')))"),
    ("a worker of another query", "return attempt(() => Boolean(new Worker('/boot.js?js=other.js')))"),
    ("a worker of its own text", "return attempt(() => Boolean(new Worker(URL.createObjectURL(new Blob(['1'])))))"),
    (
        "a policy of its own",
        "return attempt(() => Boolean(trustedTypes.createPolicy('other', { createHTML: (text) => text })))",
    ),
    (
        "the default policy once more",
        "return attempt(() => Boolean(trustedTypes.createPolicy('default', { createHTML: (text) => text })))",
    ),
];

/// What the policy keeps the browser from asking for.
const REQUESTS: [(&str, &str, &str); 5] = [
    ("connect-src", "fetch('http://localhost:1/secret').catch(() => {})", "connect-src"),
    ("img-src", "new Image().src = 'http://localhost:1/secret.png'", "img-src"),
    (
        "form-action",
        "const form = document.createElement('form'); form.action = 'http://localhost:1/'; document.body.append(form); form.submit()",
        "form-action",
    ),
    (
        "base-uri",
        "const base = document.createElement('base'); base.href = 'http://localhost:1/'; document.head.prepend(base)",
        "base-uri",
    ),
    (
        "style-src",
        "document.body.append(Object.assign(document.createElement('style'), { textContent: 'p { color: red }' }))",
        "style-src",
    ),
];

#[test]
fn a_script_in_the_page_finds_every_door_shut() {
    Scene::new().play(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        for (door, script) in DOORS {
            // Not in the driver's own name, who may do anything.
            let attempt = "const attempt = (open) => { try { return open() } catch { return false } };";
            let script =
                format!("{attempt} return new Promise((done) => setTimeout(() => done((() => {{ {script} }})())))");
            let open = page.script(&script, vec![]).await;
            assert_eq!(open, json!(false), "{door} is open");
        }
        for (what, script, directive) in REQUESTS {
            s.forgive().await;
            page.script(&format!("setTimeout(() => {{ {script} }})"), vec![]).await;
            s.complains(directive).await;
            assert!(page.path().await == "/profile", "{what}");
        }
        s.forgive().await;
        page.click("User").await;
        page.sees("User Content.").await;
    });
}
