//! A text handed to the person as a file.
//! It must not know what the text says.

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Url};

/// How long the browser may take to begin with the file, in ms.
const BEGIN: u32 = 10_000;

/// Offers `text` as a file of that name; the browser asks where to put it, or puts it where it always does.
///
/// # Errors
/// What the browser refused.
pub fn offer(name: &str, text: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::UNDEFINED)?;
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into().map_err(JsValue::from)?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Timeout::new(BEGIN, move || {
        // It fails on no address.
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}
