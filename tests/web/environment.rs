//! Runs the tests that every `Environment` has to pass, with the browser as the `Environment`. An `Environment` gives
//! the core of the session library its access to the outside, such as the network and the storage.

use evergreen::protocol::Tutorial;
use evergreen::session::Record;
use evergreen_session::testing::Store;
use evergreen_session::testing::absolute;
use evergreen_session::{Browser, Bus};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlIFrameElement;

use crate::suite::{self, Tabs};
use crate::test_page::document;

/// An API base for which the server of the tests answers 404.
const API: &str = "/nowhere/api";

/// Both environments of [`Tabs`] belong to this page. The frame has the same origin as the page and stands for another
/// tab: when the frame writes to the storage, the page receives a `storage` event.
struct Page {
    frame: HtmlIFrameElement,
}

impl Page {
    fn open() -> Page {
        let frame = document().create_element("iframe").expect("a frame").unchecked_into::<HtmlIFrameElement>();
        document().body().expect("a body").append_child(&frame).expect("appended");
        Page { frame }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.frame.remove();
    }
}

impl Tabs for Page {
    type Environment = Browser<Tutorial>;

    fn api(&self) -> String {
        absolute(API)
    }

    fn here(&self) -> Browser<Tutorial> {
        Browser::new(API, Bus::in_page())
    }

    fn there(&self) -> Browser<Tutorial> {
        self.here()
    }

    fn write_there(&self, record: &Record) {
        let window = self.frame.content_window().expect("the frame's window");
        let storage = window.local_storage().expect("allowed").expect("a storage");
        let text = serde_json::to_string(&record.to_stored()).expect("JSON");
        storage.set_item(Store::<Tutorial>::new(API).key(), &text).expect("written");
    }
}

macro_rules! make_tests {
    ($($test:ident),* $(,)?) => {
        $(#[wasm_bindgen_test]
        async fn $test() {
            suite::$test(&Page::open()).await;
        })*
    };
}

suite::for_all_tests!(make_tests);
