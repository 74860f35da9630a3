//! The app's configuration in the page.

use evergreen::config::{Config, ConfigError};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::test_page::document;

#[wasm_bindgen_test]
fn the_settings_are_read_from_their_meta_elements() {
    assert_eq!(Config::read(), Err(ConfigError::Missing));
    let meta = document().create_element("meta").expect("an element");
    meta.set_attribute("name", "api-base").expect("a name");
    document().head().expect("a head").append_child(&meta).expect("appended");
    for (content, expected) in [
        ("http://localhost:8080/api/", Ok(Config { api: "http://localhost:8080/api".to_owned(), idle_timeout: 0 })),
        ("/api", Ok(Config { api: "/api".to_owned(), idle_timeout: 0 })),
        ("", Err(ConfigError::Missing)),
        ("localhost:8080", Err(ConfigError::Invalid("localhost:8080".to_owned()))),
    ] {
        meta.set_attribute("content", content).expect("a content");
        assert_eq!(Config::read(), expected);
    }
    meta.set_attribute("content", "/api").expect("a content");
    let idle = meta.clone_node().expect("a copy").unchecked_into::<Element>();
    idle.set_attribute("name", "idle-timeout").expect("a name");
    document().head().expect("a head").append_child(&idle).expect("appended");
    for (content, expected) in
        [("900", Ok(900)), ("0", Ok(0)), ("15 min", Err(ConfigError::IdleTimeout("15 min".to_owned())))]
    {
        idle.set_attribute("content", content).expect("a content");
        assert_eq!(Config::read().map(|config| config.idle_timeout), expected);
    }
    idle.remove();
    meta.remove();
}
