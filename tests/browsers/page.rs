//! The page in the current tab, used as a person uses it: by labels, roles and text. Some methods get the name or the
//! label of an element. If such a method clicks the element, points at it or changes its value, it first waits until
//! the element is on the page. The methods that read the page do not wait. The methods for waiting are in
//! `page_waits.rs`.

use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use fantoccini::elements::Element;
use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};

use super::browser::Browser;
use super::wait::until;

const FUNCTIONS: &str = include_str!("page.js");

/// The JSON key of an element reference (WebDriver standard, section "Elements").
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The Enter key, as text for [`Page::keys`] (WebDriver standard, section "Keyboard actions").
pub const ENTER: &str = "\u{e007}";

/// A script that makes each new timer of half a second or more take six times as long, until the page is left. All
/// limits of the app are then six times as long, for example a minute for a response. So a slow machine causes no
/// time-out.
pub const PATIENT: &str = "const start = window.setTimeout;
    window.setTimeout = (run, ms, ...rest) => start.call(window, run, ms >= 500 ? 6 * ms : ms, ...rest);";

/// The page in the current tab.
pub struct Page<'a> {
    browser: &'a Browser,
    base: String,
}

impl<'a> Page<'a> {
    /// Returns the page in the current tab. `base` is the address of the app, with a slash at the end.
    pub fn new(browser: &'a Browser, base: String) -> Self {
        Page { browser, base }
    }

    // ---- Navigation and input ----

    /// Opens the app at `path`, such as `/profile`, and waits until the app has drawn its navigation.
    pub async fn open(&self, path: &str) {
        self.visit(&format!("{}{}", self.base, path.trim_start_matches('/'))).await;
        self.sees_app().await;
    }

    /// Opens the app's base address. Does not wait for the app, so that a test can examine a page whose app does not
    /// start.
    pub async fn open_base(&self) {
        self.visit(&self.base).await;
    }

    /// Opens a complete address, which may be outside of the app. Does not wait for the app.
    pub async fn visit(&self, url: &str) {
        self.browser.client.goto(url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// Reloads the page, and waits until the app has drawn its navigation.
    pub async fn reload(&self) {
        self.browser.client.refresh().await.expect("the page to be reloaded");
        self.sees_app().await;
    }

    /// Goes back, as with the browser's back button.
    pub async fn back(&self) {
        self.browser.client.back().await.expect("the browser to go back");
    }

    /// Opens a new tab with the app at `path`, and switches to this tab. Returns the handle of the tab.
    pub async fn open_tab(&self, path: &str) -> WindowHandle {
        let tab = self.browser.client.new_window(true).await.expect("a tab").handle;
        self.to_tab(&tab).await;
        self.browser.record().await;
        self.open(path).await;
        tab
    }

    /// Returns the handle of the current tab. [`Page::to_tab`] switches back to the tab with this handle.
    pub async fn tab(&self) -> WindowHandle {
        self.browser.client.window().await.expect("a tab")
    }

    /// Switches to this tab. All methods then act on the page in this tab.
    pub async fn to_tab(&self, tab: &WindowHandle) {
        self.browser.client.switch_to_window(tab.clone()).await.expect("the other tab");
    }

    /// Clicks the button with this name as soon as it is on the page. If there is no such button, clicks the link with
    /// this name.
    pub async fn click(&self, name: &str) {
        let script = "return control(arguments[0])";
        until(&format!("a link or button {name:?} to click"), async || {
            let element = self.element(script, name).await?;
            // If the element was replaced or covered after it was found, the click fails. `until` then finds the
            // element again.
            element.click().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Replaces the value of the field with this label by `text`, as soon as the field is on the page.
    pub async fn fill(&self, label: &str, text: &str) {
        until(&format!("a field {label:?} to fill"), async || {
            let field = self.element("return field(arguments[0])", label).await?;
            field.clear().await.map_err(|error| error.to_string())?;
            field.send_keys(text).await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Chooses an option in the list with this label, as soon as the list is on the page.
    pub async fn choose(&self, label: &str, option: &str) {
        until(&format!("the option {option:?} in the list {label:?}"), async || {
            let list = self.element("return field(arguments[0])", label).await?;
            list.select_by_label(option).await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Types keys into the focused element.
    pub async fn keys(&self, keys: &str) {
        let focused = self.browser.client.active_element().await.expect("a focused element");
        focused.send_keys(keys).await.expect("keys to be typed");
    }

    /// Sets the size of the page's text, in CSS pixels. This has the same effect as the setting of a browser for the
    /// text size. The default of this setting is 16.
    pub async fn set_text_size(&self, size: u32) {
        let script = "document.documentElement.style.fontSize = `${arguments[0]}px`";
        self.script(script, vec![json!(size)]).await;
    }

    /// Sets the device's clock forward by this many seconds, as far as the page sees it. This has the same effect as a
    /// sleep of the device. The page's monotonic clock does not change. The effect ends when the page is left, and
    /// several calls add up.
    pub async fn advance_clock(&self, seconds: u32) {
        let script = "const { now } = window.Date, ms = 1000 * arguments[0]; window.Date.now = () => now() + ms";
        self.script(script, vec![json!(seconds)]).await;
    }

    /// Fills in the sign-in form that is on the page, and sends it. Does not wait for the response.
    pub async fn send_sign_in(&self, username: &str, password: &str) {
        self.fill("Username", username).await;
        self.fill("Password", password).await;
        self.click_button("Login").await;
    }

    /// Moves the mouse pointer onto the link or button with this name as soon as it is on the page.
    pub async fn point_at(&self, name: &str) {
        until(&format!("a link or button {name:?} to point at"), async || {
            let element = self.element("return control(arguments[0])", name).await?;
            let onto = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
            let actions = MouseActions::new("mouse".to_owned()).then(onto);
            self.browser.client.perform_actions(actions).await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Clicks the button with this name as soon as it is on the page. Unlike [`Page::click`], never clicks a link with
    /// the same name.
    pub async fn click_button(&self, name: &str) {
        until(&format!("a button {name:?} to click"), async || {
            let element = self.element("return button(arguments[0])", name).await?;
            element.click().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Clicks the link with this name in `<main>`, even if the navigation has a link with the same name.
    pub async fn click_in_main(&self, name: &str) {
        until(&format!("a link {name:?} in <main> to click"), async || {
            let script = "return visible('main a[href]').find((link) => nameOf(link) === arguments[0]) ?? null";
            let element = self.element(script, name).await?;
            element.click().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Signs in at `/login` with the password of the demo accounts. Waits until `/profile` is shown and the navigation
    /// names the user.
    pub async fn sign_in(&self, username: &str) {
        self.open("/login").await;
        self.send_sign_in(username, "evergreen").await;
        self.is_at("/profile").await;
        self.sees_link(username).await;
    }

    // ---- Reading the page as it is, without waiting ----

    /// Returns the path below the app's base address, such as `/profile`, with the query and the fragment. Outside of
    /// the app, returns the whole address.
    pub async fn path(&self) -> String {
        let url = self.browser.client.current_url().await.expect("the address").to_string();
        match url.strip_prefix(&self.base) {
            Some(path) => format!("/{path}"),
            None => url,
        }
    }

    /// Returns the names of the visible links and buttons in the navigation, in their order.
    pub async fn nav(&self) -> Vec<String> {
        let names = self.script("return nav()", vec![]).await;
        names.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Returns the value of the field with this label. `None` if no such field is visible.
    pub async fn field_value(&self, label: &str) -> Option<String> {
        let value = self.script("return field(arguments[0])?.value ?? null", vec![json!(label)]).await;
        value.as_str().map(str::to_owned)
    }

    /// Returns whether there is a visible link or button with this name now.
    pub async fn has_control(&self, name: &str) -> bool {
        self.script("return control(arguments[0]) !== null", vec![json!(name)]).await == json!(true)
    }

    /// Returns the visible text in `<main>`.
    pub async fn main(&self) -> String {
        self.text("return main()", "").await
    }

    /// Returns the text of all visible elements with this `role`, such as `alert` or `status`. There is a ` / ` between
    /// two texts.
    pub async fn role_text(&self, role: &str) -> String {
        self.text("return roleText(arguments[0])", role).await
    }

    /// Returns the value of the attribute `data-{name}` of the root element, such as `data-bus`. `None` if there is no
    /// such attribute.
    pub async fn root_data(&self, name: &str) -> Option<String> {
        let value =
            self.script("return document.documentElement.dataset[arguments[0]] ?? null", vec![json!(name)]).await;
        value.as_str().map(str::to_owned)
    }

    /// Runs a script in the page, and returns its result. The script can use the functions of `page.js`. Panics if the
    /// script fails.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.attempt(script, arguments).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Like `script`, but returns an error instead of panicking. A script may fail while a page is being loaded, so the
    /// caller can try again.
    pub(super) async fn attempt(&self, script: &str, arguments: Vec<Value>) -> Result<Value, String> {
        let script = format!("{FUNCTIONS}\n{script}");
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

    /// Returns the path and the text of the page, for error messages.
    pub(super) async fn summary(&self) -> String {
        let text = self.attempt("return textOf(document.body)", vec![]).await.unwrap_or_else(Value::from);
        format!("{} {text}", self.path().await)
    }
}
