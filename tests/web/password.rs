//! The form for a new password on the profile.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::fake_server::FakeServer;
use crate::test_app::{TestApp, amy_offered, open, user};
use crate::test_page::until;

async fn open_form() -> (FakeServer, TestApp) {
    let server = FakeServer::start();
    let app = open("/profile", amy_offered(r#"["password"]"#));
    app.sees("main button", "Change password").await;
    (server, app)
}

fn send(app: &TestApp, current: &str, new: &str) {
    app.field("Current password").set_value(current);
    app.field("New password").set_value(new);
    app.click("Change password");
}

/// Returns the error at a field: the text of the element that describes the invalid field.
fn error_at(app: &TestApp, label: &str) -> Option<String> {
    let field = app.field(label);
    field.get_attribute("aria-invalid").filter(|invalid| invalid == "true")?;
    app.texts(&format!("#{}-error", field.id())).pop()
}

#[wasm_bindgen_test]
async fn the_form_is_shown_only_if_it_is_offered() {
    for state in [user(1, "amy", &[]), amy_offered(r#"["sessions","events"]"#)] {
        let app = open("/profile", state);
        app.sees("main h1", "Profile").await;
        assert!(app.find("main form").is_none());
    }
}

#[wasm_bindgen_test]
async fn both_fields_are_checked_before_anything_is_sent() {
    let (server, app) = open_form().await;
    send(&app, "", "short");
    assert!(until(|| app.has_focus("#current-password")).await);
    assert_eq!(error_at(&app, "Current password").as_deref(), Some("Enter your current password."));
    assert_eq!(error_at(&app, "New password").as_deref(), Some("Use 6 to 40 characters."));
    send(&app, "evergreen", "short");
    assert!(until(|| app.has_focus("#new-password")).await);
    assert_eq!(server.sent(), [""; 0]);
    for (label, purpose) in [("Current password", "current-password"), ("New password", "new-password")] {
        assert_eq!(app.field(label).get_attribute("autocomplete").as_deref(), Some(purpose));
    }
    let form = app.find("main form").expect("a form");
    assert_eq!(form.get_attribute("method").as_deref(), Some("post"));
}

#[wasm_bindgen_test]
async fn a_refusal_is_shown_at_its_field_and_the_input_stays() {
    let (server, app) = open_form().await;
    for (message, label, id) in [
        ("Error: The current password is wrong.", "Current password", "#current-password"),
        ("Error: Everybody knows this password. Please choose another one.", "New password", "#new-password"),
    ] {
        server.respond_with(400, &format!(r#"{{"message":"{message}"}}"#));
        send(&app, "wrong-one", "secret12");
        assert!(until(|| error_at(&app, label).as_deref() == Some(message)).await, "{message}");
        assert!(until(|| app.has_focus(id)).await, "{message}");
        assert_eq!(server.sent(), ["POST /api/auth/password"]);
        assert_eq!(app.field("New password").value(), "secret12");
    }
    // An error that names no field is shown below the fields.
    server.respond_with(429, "");
    send(&app, "wrong-one", "secret12");
    app.sees("main form [role=alert]", "Too many attempts").await;
    assert!(until(|| app.has_focus("main form [role=alert]")).await);
    assert_eq!((error_at(&app, "Current password"), error_at(&app, "New password")), (None, None));
}

#[wasm_bindgen_test]
async fn a_success_says_what_it_has_ended_and_empties_the_fields() {
    let (server, app) = open_form().await;
    for _ in 0..2 {
        send(&app, "evergreen", "secret12");
        app.sees("main form [role=status]", "Changing your password…").await;
        server.respond_with(200, r#"{"message":"ok"}"#);
        app.sees("main form [role=status]", "All other devices are signed out.").await;
        assert!(until(|| app.has_focus("main form [role=status]")).await);
        assert_eq!([app.field("Current password").value(), app.field("New password").value()], ["", ""]);
        server.stop_responding();
    }
}
