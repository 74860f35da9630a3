//! The app's configuration in the page.

use evergreen::config::{Config, ConfigError};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::test_page::document;

#[wasm_bindgen_test]
fn the_api_base_is_read_from_its_meta_element() {
    assert_eq!(Config::read(), Err(ConfigError::Missing));
    let meta = document().create_element("meta").expect("an element");
    meta.set_attribute("name", "api-base").expect("a name");
    document().head().expect("a head").append_child(&meta).expect("appended");
    for (content, expected) in [
        ("http://localhost:8080/api/", Ok(Config { api: "http://localhost:8080/api".to_owned() })),
        ("/api", Ok(Config { api: "/api".to_owned() })),
        ("", Err(ConfigError::Missing)),
        ("localhost:8080", Err(ConfigError::Invalid("localhost:8080".to_owned()))),
    ] {
        meta.set_attribute("content", content).expect("a content");
        assert_eq!(Config::read(), expected);
    }
    meta.remove();
}
