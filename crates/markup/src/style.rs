//! Adds the style sheets of components to the document. They are added as constructed style sheets, because the policy
//! `style-src 'self'` blocks `<style>` elements. A sheet stays in the document when its component is unmounted.

use std::cell::RefCell;

use js_sys::{Array, Reflect};
use stylist::ast::{Sheet, ToStyleStr};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CssStyleSheet;
use yew::Classes;

thread_local! {
    /// The functions that were passed to [`class`]. The index of a function is the number in the name of its class.
    static ADDED: RefCell<Vec<fn() -> Sheet>> = const { RefCell::new(Vec::new()) };
}

/// Returns the CSS class of a style sheet. The function `sheet` makes the style sheet with the macro `sheet!`. The
/// first call with this function adds the style sheet to the document. Later calls with this function only return the
/// class, and do not make the style sheet again.
///
/// In a browser without constructed style sheets, the class has no effect.
///
/// The registry of stylist is not used. With this registry, each rendering would make the style sheet again, and the
/// registry would compare it with the earlier style sheets. The registry would also make a first load 2.8 KB larger
/// (compressed with brotli).
pub fn class(sheet: fn() -> Sheet) -> Classes {
    let (number, is_new) =
        ADDED.with_borrow_mut(|added| match added.iter().position(|known| std::ptr::fn_addr_eq(*known, sheet)) {
            Some(number) => (number, false),
            None => {
                added.push(sheet);
                (added.len() - 1, true)
            }
        });
    let class = format!("ev-style-{number}");
    if is_new && cfg!(target_arch = "wasm32") {
        // This fails if the browser has no constructed style sheets. The page works without the sheet.
        let _ = adopt(&sheet().to_style_str(Some(&class)));
    }
    class.into()
}

/// Adds a style sheet to the document. `text` is the content of a CSS file, with any selectors.
///
/// # Errors
/// Returns the exception that the browser threw. Returns `undefined` outside of a page, or if the document has no
/// `adoptedStyleSheets`.
pub fn adopt(text: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::UNDEFINED)?;
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(text)?;
    // The property is read by name, because the web-sys getter throws if the property is missing. The array is replaced
    // and not extended, because it is frozen in older browsers.
    let property = JsValue::from_str("adoptedStyleSheets");
    let adopted: Array = Reflect::get(&document, &property)?.dyn_into()?;
    Reflect::set(&document, &property, &adopted.concat(&Array::of1(&sheet)))?;
    Ok(())
}
