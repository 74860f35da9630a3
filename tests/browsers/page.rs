//! The page in the present tab, as a person uses it: by labels, roles and words, and waiting for what should come.
//! It must not know how the app is made, nor what any server answers.

use fantoccini::elements::Element;
use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};

use super::browser::Browser;
use super::wait::until;

const LOOK: &str = include_str!("page.js");

/// The key under which an element travels (WebDriver, section "Elements").
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The present tab.
pub struct Page<'a> {
    browser: &'a Browser,
    base: String,
}

impl<'a> Page<'a> {
    /// The app at `base`, which ends with a slash.
    pub fn new(browser: &'a Browser, base: String) -> Self {
        Page { browser, base }
    }

    // ---- Going somewhere ----

    /// Types the address of `path` (such as `/profile`) and waits for the app.
    pub async fn open(&self, path: &str) {
        self.visit(&format!("{}{}", self.base, path.trim_start_matches('/'))).await;
        self.sees_app().await;
    }

    /// Types the address of the app itself, which may not come.
    pub async fn begin(&self) {
        self.visit(&self.base).await;
    }

    /// Types any address, to the letter.
    pub async fn visit(&self, url: &str) {
        self.browser.client.goto(url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// Loads the page anew.
    pub async fn reload(&self) {
        self.browser.client.refresh().await.expect("a reload");
        self.sees_app().await;
    }

    /// Presses the browser's back button.
    pub async fn back(&self) {
        self.browser.client.back().await.expect("a step back");
    }

    /// Opens a second tab with the app at `path`, and goes there.
    pub async fn open_tab(&self, path: &str) -> WindowHandle {
        let tab = self.browser.client.new_window(true).await.expect("a tab").handle;
        self.to_tab(&tab).await;
        self.browser.record().await;
        self.open(path).await;
        tab
    }

    /// This tab, to come back to.
    pub async fn tab(&self) -> WindowHandle {
        self.browser.client.window().await.expect("a tab")
    }

    /// Goes to another tab.
    pub async fn to_tab(&self, tab: &WindowHandle) {
        self.browser.client.switch_to_window(tab.clone()).await.expect("the other tab");
    }

    /// Presses the link or button of that name, once it is there.
    pub async fn click(&self, name: &str) {
        let script = "return control(arguments[0])";
        until(&format!("a link or button {name:?} to press"), async || {
            let element = self.element(script, name).await?;
            // Drawn anew or covered between look and press: look again.
            element.click().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Replaces what the field of that label holds.
    pub async fn fill(&self, label: &str, text: &str) {
        until(&format!("a field {label:?} to fill"), async || {
            let field = self.element("return field(arguments[0])", label).await?;
            field.clear().await.map_err(|error| error.to_string())?;
            field.send_keys(text).await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Chooses this in the list of that label.
    pub async fn choose(&self, label: &str, option: &str) {
        until(&format!("{option:?} in a list {label:?} to choose"), async || {
            let list = self.element("return field(arguments[0])", label).await?;
            list.select_by_label(option).await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Presses keys, wherever the focus is.
    pub async fn keys(&self, keys: &str) {
        let focused = self.browser.client.active_element().await.expect("something that has the focus");
        focused.send_keys(keys).await.expect("keys pressed");
    }

    /// Sets the text as large as a reader may have it in their browser, in px: 16 where they chose nothing.
    pub async fn set_text_size(&self, size: u32) {
        let script = "document.documentElement.style.fontSize = `${arguments[0]}px`";
        self.script(script, vec![json!(size)]).await;
    }

    /// Fills in the sign-in form that is there, and sends it.
    pub async fn send_sign_in(&self, username: &str, password: &str) {
        self.fill("Username", username).await;
        self.fill("Password", password).await;
        self.click_button("Login").await;
    }

    /// Presses the button of that name: where a link has the same name.
    pub async fn click_button(&self, name: &str) {
        until(&format!("a button {name:?} to press"), async || {
            let element = self.element("return button(arguments[0])", name).await?;
            element.click().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Presses the link of that name in `<main>`: where the navigation has one too.
    pub async fn click_in_main(&self, name: &str) {
        until(&format!("a link {name:?} in <main> to press"), async || {
            let script = "return every('main a[href]').find((link) => called(link) === arguments[0]) ?? null";
            let element = self.element(script, name).await?;
            element.click().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Signs in at `/login` and arrives at `/profile`.
    pub async fn sign_in(&self, username: &str) {
        self.open("/login").await;
        self.send_sign_in(username, "evergreen").await;
        self.is_at("/profile").await;
        self.sees_link(username).await;
    }

    // ---- Looking ----

    /// The address below the app's own, such as `/profile`.
    pub async fn path(&self) -> String {
        let url = self.browser.client.current_url().await.expect("an address").to_string();
        match url.strip_prefix(&self.base) {
            Some(path) => format!("/{path}"),
            None => url,
        }
    }

    /// The names in the navigation, from left to right.
    pub async fn nav(&self) -> Vec<String> {
        let names = self.script("return nav()", vec![]).await;
        names.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// What the field of that label holds, or nothing where it is not there for people.
    pub async fn held(&self, label: &str) -> Option<String> {
        let held = self.script("return field(arguments[0])?.value ?? null", vec![json!(label)]).await;
        held.as_str().map(str::to_owned)
    }

    /// Whether there is a link or button of that name now.
    pub async fn has_control(&self, name: &str) -> bool {
        self.script("return control(arguments[0]) !== null", vec![json!(name)]).await == json!(true)
    }

    /// The words in `<main>`.
    pub async fn main(&self) -> String {
        self.text("return main()", "").await
    }

    /// What `role` says now: `alert` or `status`.
    pub async fn spoken(&self, role: &str) -> String {
        self.text("return spoken(arguments[0])", role).await
    }

    /// A mark of the root element, such as `bus`.
    pub async fn mark(&self, name: &str) -> Option<String> {
        let mark =
            self.script("return document.documentElement.dataset[arguments[0]] ?? null", vec![json!(name)]).await;
        mark.as_str().map(str::to_owned)
    }

    /// Runs a script with the words of `page.js` at hand.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.attempt(script, arguments).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// The same, for whoever looks again: a page that is just being loaded may know no answer yet.
    async fn attempt(&self, script: &str, arguments: Vec<Value>) -> Result<Value, String> {
        let script = format!("{LOOK}\n{script}");
        self.browser.client.execute(&script, arguments).await.map_err(|error| error.to_string())
    }

    async fn text(&self, script: &str, argument: &str) -> String {
        self.script(script, vec![json!(argument)]).await.as_str().unwrap_or_default().to_owned()
    }

    async fn element(&self, script: &str, name: &str) -> Result<Element, String> {
        let found = self.attempt(script, vec![json!(name)]).await?;
        match found[ELEMENT].as_str() {
            Some(id) => Ok(Element::from_element_id(self.browser.client.clone(), id.to_owned().into())),
            None => Err(self.summary().await),
        }
    }

    // ---- Waiting for what should come ----

    /// The app has drawn its frame.
    pub async fn sees_app(&self) {
        self.holds("the navigation", "return nav().length > 0", "").await;
    }

    /// The address becomes `path`.
    pub async fn is_at(&self, path: &str) {
        until(&format!("the address {path}"), async || {
            let now = self.path().await;
            if now == path { Ok(()) } else { Err(format!("{now}; {}", self.summary().await)) }
        })
        .await;
    }

    /// The words come to stand in `<main>`.
    pub async fn sees(&self, text: &str) {
        self.holds(&format!("{text:?} in <main>"), "return main().includes(arguments[0])", text).await;
    }

    /// A link of that name.
    pub async fn sees_link(&self, name: &str) {
        self.holds(&format!("a link {name:?}"), "return link(arguments[0]) !== null", name).await;
    }

    /// A link or button of that name.
    pub async fn sees_control(&self, name: &str) {
        self.holds(&format!("a control {name:?}"), "return control(arguments[0]) !== null", name).await;
    }

    /// A form to sign in with, or the offer of one.
    pub async fn sees_something_to_do(&self) {
        let script = "return Boolean(field('Password') ?? control('Sign in again') ?? control('Try again'))";
        self.holds("a way on", script, "").await;
    }

    /// The navigation becomes exactly this.
    pub async fn sees_nav(&self, names: &[&str]) {
        until(&format!("the navigation {names:?}"), async || {
            let now = self.nav().await;
            if now == names { Ok(()) } else { Err(format!("{now:?}")) }
        })
        .await;
    }

    /// A form to sign in with.
    pub async fn sees_form(&self) {
        let script = "return Boolean(field('Username') && field('Password') && button('Login'))";
        self.holds("the sign-in form", script, "").await;
    }

    /// An alert with these words, in upper or lower case. Answers all of it.
    pub async fn hears_alert(&self, text: &str) -> String {
        self.hears("alert", text).await
    }

    /// A status with these words, in upper or lower case. Answers all of it.
    pub async fn hears_status(&self, text: &str) -> String {
        self.hears("status", text).await
    }

    async fn hears(&self, role: &str, text: &str) -> String {
        until(&format!("{text:?} in a role={role}"), async || {
            let now = self.spoken(role).await;
            if now.to_lowercase().contains(&text.to_lowercase()) { Ok(now) } else { Err(self.summary().await) }
        })
        .await
    }

    /// Presses `name`, and hears an alert that was not there before, be it in the same words.
    pub async fn hears_another_alert(&self, name: &str) {
        self.script("document.querySelector('[role=alert]').classList.add('told')", vec![]).await;
        self.click(name).await;
        let script = "return document.querySelector('[role=alert]:not(.told)') !== null";
        self.holds("another alert", script, "").await;
    }

    /// What is called so has the focus.
    pub async fn has_focus(&self, name: &str) {
        let script = "return called(document.activeElement) === arguments[0]";
        self.holds(&format!("the focus on {name:?}"), script, name).await;
    }

    /// The words are nowhere on the page any more.
    pub async fn misses(&self, text: &str) {
        let script = "return !words(document.body).includes(arguments[0])";
        self.holds(&format!("{text:?} to go"), script, text).await;
    }

    /// Waits until events come by the worker.
    pub async fn has_worker(&self) {
        self.holds("the worker", "return document.documentElement.dataset.bus === 'worker'", "").await;
    }

    /// Waits until `script` answers true.
    pub async fn holds(&self, what: &str, script: &str, argument: &str) {
        until(what, async || match self.attempt(script, vec![json!(argument)]).await? {
            Value::Bool(true) => Ok(()),
            _ => Err(self.summary().await),
        })
        .await;
    }

    /// Address and words, for messages.
    async fn summary(&self) -> String {
        let words = self.attempt("return words(document.body)", vec![]).await.unwrap_or_else(Value::from);
        format!("{} {words}", self.path().await)
    }
}
