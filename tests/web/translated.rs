//! Texts that change on a page that the browser translates.

use evergreen::contract::Role;
use js_sys::{Array, Function};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::scene::{EXPIRED, OUT, Scene, open, user};
use crate::server::Server;
use crate::stage::{document, until};

/// A translator at work on the test page.
struct Translator {
    end: Function,
    stale: Array,
}

impl Translator {
    fn start() -> Translator {
        let script =
            format!("return ({})(root, (text) => stale.push(text))", include_str!("../browsers/translator.js"));
        let stale = Array::new();
        let start = Function::new_with_args("root, stale", &script);
        let body = document().body().expect("a body");
        let end = start.call2(&JsValue::UNDEFINED, &body, &stale).expect("a translator").unchecked_into();
        Translator { end, stale }
    }

    /// The page has written into no text node that is out of the document.
    fn left_nothing_stale(&self) {
        assert_eq!(self.stale.length(), 0, "{:?}", self.stale);
    }
}

impl Drop for Translator {
    fn drop(&mut self) {
        let _ = self.end.call0(&JsValue::UNDEFINED);
    }
}

/// The page shows this in what the selector names, and nothing else.
async fn shows_only(scene: &Scene, selector: &str, words: &str) {
    let shown = || scene.texts(selector).concat();
    assert!(until(|| shown() == words).await, "{words:?} in {selector}, but it shows {:?}", shown());
}

fn send(scene: &Scene) {
    scene.all("main [type=submit]")[0].click();
}

#[wasm_bindgen_test]
async fn the_second_error_of_a_sign_in_shows_its_own_words() {
    let (server, translator) = (Server::start(), Translator::start());
    let scene = open("/login", OUT);
    scene.sees("main button", "Login").await;
    scene.field("Username").set_value("amy");
    scene.field("Password").set_value("evergreen");
    for words in ["The first.", "The second."] {
        server.waits();
        send(&scene);
        shows_only(&scene, "main form > p[role=status]", "Signing in…").await;
        server.says(401, &format!(r#"{{"message":"{words}"}}"#));
        shows_only(&scene, "main form [role=alert]", words).await;
        shows_only(&scene, "main form > p[role=status]", "").await;
    }
    assert!(until(|| scene.focused("main form [role=alert]")).await);
    translator.left_nothing_stale();
}

#[wasm_bindgen_test]
async fn the_words_at_a_field_change() {
    let translator = Translator::start();
    let scene = open("/register", OUT);
    scene.sees("main button", "Sign Up").await;
    scene.field("Email").set_value("amy@example.org");
    scene.field("Password").set_value("secret12");
    for (name, words) in [("", "Enter a username."), ("am", "Use 3 to 20 characters."), ("", "Enter a username.")] {
        scene.field("Username").set_value(name);
        send(&scene);
        shows_only(&scene, "main p.wrong", words).await;
    }
    for (press, next) in [("Show", "Hide"), ("Hide", "Show")] {
        scene.press(press);
        shows_only(&scene, "main .field button", next).await;
    }
    let key = Function::new_with_args(
        "field, caps",
        "field.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, modifierCapsLock: caps }))",
    );
    for (caps, words) in [(true, "Caps Lock is on."), (false, "")] {
        key.call2(&JsValue::UNDEFINED, &scene.field("Password"), &caps.into()).expect("a key");
        shows_only(&scene, "main p[aria-live]", words).await;
    }
    translator.left_nothing_stale();
}

#[wasm_bindgen_test]
async fn a_sign_up_leaves_nothing_of_its_form() {
    let (server, translator) = (Server::start(), Translator::start());
    let scene = open("/register", OUT);
    scene.sees("main button", "Sign Up").await;
    scene.field("Username").set_value("amy");
    scene.field("Email").set_value("amy@example.org");
    scene.field("Password").set_value("secret12");
    server.says(200, r#"{"message":"Welcome."}"#);
    send(&scene);
    scene.sees("main [role=status]", "Welcome.").await;
    shows_only(&scene, "main section > p", "Login").await;
    translator.left_nothing_stale();
}

#[wasm_bindgen_test]
async fn a_board_that_is_read_again_shows_its_new_text() {
    let (server, translator) = (Server::start(), Translator::start());
    let scene = open("/user", user(1, "amy", &[Role::USER]));
    shows_only(&scene, "main p.visually-hidden", "Loading…").await;
    server.says(200, "The first.");
    shows_only(&scene, "main blockquote", "The first.").await;
    shows_only(&scene, "main p.visually-hidden", "").await;
    server.waits();
    scene.press("Refresh");
    shows_only(&scene, "main section p", "Loading…").await;
    server.says(200, "The second.");
    shows_only(&scene, "main blockquote", "The second.").await;
    assert!(until(|| scene.texts("main section p").concat().starts_with("Updated ")).await);
    for words in ["The third.", "The fourth."] {
        server.says(500, &format!(r#"{{"message":"{words}"}}"#));
        scene.press("Refresh");
        shows_only(&scene, "main [role=alert] p", &format!("The server reported an error: {words}")).await;
    }
    translator.left_nothing_stale();
}

#[wasm_bindgen_test]
async fn facts_and_the_navigation_follow_the_user() {
    let translator = Translator::start();
    let scene = open("/home", OUT);
    scene.sees("main section", "You are not signed in.").await;
    for name in ["amy", "bob", "Signed in as"] {
        scene.becomes(user(1, name, &[Role::USER]));
        shows_only(&scene, "nav .account a", name).await;
        scene.sees("main dl", &format!("Signed in as\n{name}\nToken refreshes\n0")).await;
        assert!(!scene.texts("main section").concat().contains("not signed in"));
    }
    scene.becomes(OUT);
    assert!(until(|| scene.texts("nav .account a") == ["Sign Up", "Login"]).await, "{:?}", scene.texts("nav .account"));
    shows_only(&scene, "nav .account button", "").await;
    scene.sees("main section", "You are not signed in.").await;
    translator.left_nothing_stale();
}

#[wasm_bindgen_test]
async fn the_profile_follows_its_user_and_the_form_its_reason() {
    let translator = Translator::start();
    let scene = open("/profile", user(1, "amy", &[Role::USER]));
    for (name, role) in [("bob", Role::MODERATOR), ("eve", Role::ADMIN)] {
        scene.becomes(user(1, name, &[role.clone(), role.clone()]));
        shows_only(&scene, "main section h2", &format!("{name}Session")).await;
        shows_only(&scene, "main code", &role.name().repeat(2)).await;
        scene.sees("main section p", &format!("{name}@example.org")).await;
    }
    scene.becomes(EXPIRED);
    scene.sees("main [role=alert]", "expired").await;
    scene.becomes(user(1, "amy", &[Role::USER]));
    shows_only(&scene, "main section h2", "amySession").await;
    translator.left_nothing_stale();
}

#[wasm_bindgen_test]
async fn a_burst_tells_how_far_it_is() {
    let (server, translator) = (Server::start(), Translator::start());
    let scene = open("/activity", user(1, "amy", &[]));
    scene.sees("main button", "Send burst").await;
    for size in ["2", "3"] {
        server.waits();
        scene.field("Requests").set_value(size);
        scene.press("Send burst");
        shows_only(&scene, "main section > [role=status]", &format!("Sending {size} requests…")).await;
        server.says(200, "A text.");
        let line = format!("{size} of {size} succeeded");
        let shown = || scene.texts("main section > [role=status]").concat();
        assert!(until(|| shown().starts_with(&line)).await, "{}", shown());
    }
    // The timeline, as a picture and as a table, and the numbers below the picture.
    scene.sees("main p", " of ").await;
    scene.press("Table");
    scene.sees("main caption", "Times count from").await;
    scene.press("Picture");
    scene.sees("main .numbers", "Point at a line").await;
    let down = "target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, key: 'ArrowDown' }))";
    let waterfall = scene.find("[aria-label=Waterfall]").expect("the picture");
    Function::new_with_args("target", down).call1(&JsValue::UNDEFINED, &waterfall).expect("a key");
    assert!(until(|| !scene.texts("main .numbers").concat().contains("Point at a line")).await);
    server.says(403, "");
    scene.press("Refresh now");
    scene.becomes(OUT);
    scene.sees("main dl", "nobody").await;
    scene.press("Clear");
    scene.sees("main p", "Nothing has happened yet.").await;
    scene.press("Pause");
    scene.sees("main p", "Paused").await;
    translator.left_nothing_stale();
}
