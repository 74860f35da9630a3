//! Offers a text as a file to download.

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Url};

/// The time after which the address of the file is revoked, in ms. By then, the browser has read the file.
const READ_AFTER: u32 = 10_000;

/// Offers `text` as a file with this name. The browser asks the user where to save the file, or saves it in the usual
/// folder.
///
/// # Errors
/// Returns the exception that the browser threw, or `undefined` if there is no document.
pub(crate) fn offer(name: &str, text: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::UNDEFINED)?;
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into().map_err(JsValue::from)?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Timeout::new(READ_AFTER, move || {
        // Revoking never fails, whatever the address is.
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}
