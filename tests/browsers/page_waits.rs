//! Functions that wait until the page in the current tab shows what the test expects, for example a text or a link.

use serde_json::{Value, json};

use super::page::Page;
use super::wait::until;

impl Page<'_> {
    /// Waits until the app has drawn its navigation. The navigation that `index.html` shows before the program runs
    /// does not count.
    pub async fn sees_app(&self) {
        let script = "return !document.getElementById('early') && nav().length > 0";
        self.wait_until("the navigation", script, "").await;
    }

    /// Waits until the path below the app's base address is `path`.
    pub async fn is_at(&self, path: &str) {
        until(&format!("the address {path}"), async || {
            let now = self.path().await;
            if now == path { Ok(()) } else { Err(format!("{now}; {}", self.summary().await)) }
        })
        .await;
    }

    /// Waits until this text is in `<main>`.
    pub async fn sees(&self, text: &str) {
        self.wait_until(&format!("{text:?} in <main>"), "return main().includes(arguments[0])", text).await;
    }

    /// Waits for a link with this name.
    pub async fn sees_link(&self, name: &str) {
        self.wait_until(&format!("a link {name:?}"), "return link(arguments[0]) !== null", name).await;
    }

    /// Waits for a link or button with this name.
    pub async fn sees_control(&self, name: &str) {
        self.wait_until(&format!("a control {name:?}"), "return control(arguments[0]) !== null", name).await;
    }

    /// Waits until the page shows one of three things: a sign-in form, the button `Sign in again`, or the button
    /// `Try again`.
    pub async fn sees_sign_in_or_retry(&self) {
        let script = "return Boolean(field('Password') ?? control('Sign in again') ?? control('Try again'))";
        self.wait_until("a sign-in form, or a control to sign in or try again", script, "").await;
    }

    /// Waits until the navigation has exactly the links and buttons with these names, in this order.
    pub async fn sees_nav(&self, names: &[&str]) {
        until(&format!("the navigation {names:?}"), async || {
            let now = self.nav().await;
            if now == names { Ok(()) } else { Err(format!("{now:?}")) }
        })
        .await;
    }

    /// Waits for a sign-in form.
    pub async fn sees_form(&self) {
        let script = "return Boolean(field('Username') && field('Password') && button('Login'))";
        self.wait_until("the sign-in form", script, "").await;
    }

    /// Waits until the alerts contain this text. The case of letters is ignored. Returns the whole text of all alerts.
    pub async fn sees_alert(&self, text: &str) -> String {
        self.sees_in_role("alert", text).await
    }

    /// Waits until the elements with the role `status` contain this text. The case of letters is ignored. Returns the
    /// whole text of these elements.
    pub async fn sees_status(&self, text: &str) -> String {
        self.sees_in_role("status", text).await
    }

    async fn sees_in_role(&self, role: &str, text: &str) -> String {
        until(&format!("{text:?} in a role={role}"), async || {
            let now = self.role_text(role).await;
            if now.to_lowercase().contains(&text.to_lowercase()) { Ok(now) } else { Err(self.summary().await) }
        })
        .await
    }

    /// Clicks the link or button with this name, and waits for a new alert element. An old alert must be on the page
    /// before the click. The new alert may have the same text.
    pub async fn click_and_see_new_alert(&self, name: &str) {
        self.script("document.querySelector('[role=alert]').classList.add('old')", vec![]).await;
        self.click(name).await;
        let script = "return document.querySelector('[role=alert]:not(.old)') !== null";
        self.wait_until("a new alert", script, "").await;
    }

    /// Waits until the element with this name has the focus.
    pub async fn has_focus(&self, name: &str) {
        let script = "return nameOf(document.activeElement) === arguments[0]";
        self.wait_until(&format!("the focus on {name:?}"), script, name).await;
    }

    /// Waits until this text is nowhere on the page.
    pub async fn no_longer_sees(&self, text: &str) {
        let script = "return !textOf(document.body).includes(arguments[0])";
        self.wait_until(&format!("{text:?} to disappear"), script, text).await;
    }

    /// Waits until the worker of the app has started. From then on, the worker delivers the events of the session.
    pub async fn has_worker(&self) {
        self.wait_until("the worker", "return document.documentElement.dataset.bus === 'worker'", "").await;
    }

    /// Waits until this number of tabs hold the server's stream of events, which has a Web Lock.
    pub async fn has_stream_holders(&self, count: usize) {
        let script = "return navigator.locks.query().then(({ held }) =>
            held.filter(({ name }) => name.startsWith('evergreen-events')).length === Number(arguments[0]))";
        self.wait_until(&format!("{count} tabs with the stream"), script, &count.to_string()).await;
    }

    /// Waits until `script` returns true. The script gets `argument` as `arguments[0]`. `what` describes the condition
    /// for the error message.
    pub async fn wait_until(&self, what: &str, script: &str, argument: &str) {
        until(what, async || match self.attempt(script, vec![json!(argument)]).await? {
            Value::Bool(true) => Ok(()),
            _ => Err(self.summary().await),
        })
        .await;
    }
}
