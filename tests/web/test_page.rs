//! Mounts components on the test page, waits for conditions, and makes the addresses of worker scripts.

use gloo_timers::future::TimeoutFuture;
use web_sys::{Document, Element};
use yew::html::BaseComponent;

/// Returns the document of the test page.
pub fn document() -> Document {
    web_sys::window().and_then(|window| window.document()).expect("tests run in a page")
}

/// A component, mounted in its own element. Both are removed when this value is dropped.
pub struct Mounted<C: BaseComponent> {
    pub root: Element,
    app: Option<yew::AppHandle<C>>,
}

/// Mounts a component in a new element at the end of the body.
pub fn mount<C: BaseComponent>(props: C::Properties) -> Mounted<C> {
    let root = document().create_element("div").expect("a div");
    document().body().expect("a body").append_child(&root).expect("appended");
    let app = yew::Renderer::<C>::with_root_and_props(root.clone(), props).render();
    Mounted { root, app: Some(app) }
}

impl<C: BaseComponent> Mounted<C> {
    /// Renders the component with other properties.
    pub fn update(&mut self, props: C::Properties) {
        if let Some(app) = &mut self.app {
            app.update(props);
        }
    }
}

impl<C: BaseComponent> Drop for Mounted<C> {
    fn drop(&mut self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
        self.root.remove();
    }
}

/// Waits until the condition is true, but about five seconds at most. Returns whether the condition is true.
pub async fn until(mut condition: impl FnMut() -> bool) -> bool {
    for _ in 0..250 {
        if condition() {
            return true;
        }
        TimeoutFuture::new(20).await;
    }
    condition()
}

/// Waits this many milliseconds. To wait for a condition, use [`until`], which ends as soon as the condition is true.
pub async fn pause(ms: u32) {
    TimeoutFuture::new(ms).await;
}

/// Returns the address of the worker of the built app. Panics if the app was not built into `/dist/`.
pub async fn worker() -> String {
    let response = reqwasm::http::Request::get("/dist/index.html").send().await.expect("the test server responds");
    assert!(response.ok(), "build the worker first: trunk build --public-url /dist/");
    let page = response.text().await.expect("a page");
    let name = |attribute: &str| {
        let start = page.find(attribute).expect("the boot script's element") + attribute.len();
        page[start..].split('"').next().unwrap_or_default().to_owned()
    };
    format!("/dist/boot.js#js={}&wasm={}", name("data-js=\""), name("data-wasm=\""))
}

/// Returns the address of a new script with this text, for a worker.
pub fn script(text: &str) -> String {
    let parts = js_sys::Array::of1(&text.into());
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind).expect("a blob");
    web_sys::Url::create_object_url_with_blob(&blob).expect("an address")
}

/// Returns the origin of the test page, without a slash at the end.
pub fn origin() -> String {
    web_sys::window().expect("a page").location().origin().expect("an origin")
}
