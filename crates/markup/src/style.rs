//! Mounts the sheets of `stylist` as constructed sheets that the document adopts. No other way is open under the policy
//! `style-src 'self'`. A sheet stays when the last component that uses it has gone.

use std::cell::RefCell;
use std::collections::HashSet;

use js_sys::{Array, Reflect};
use stylist::manager::StyleManager;
use stylist::{Style, StyleSource};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CssStyleSheet;
use yew::Classes;

/// The sheets of this page.
struct Sheets {
    manager: StyleManager,
    /// The class names whose sheet the document has adopted.
    mounted: HashSet<String>,
}

thread_local! {
    // A page has one document, so one set of sheets is enough, and no component has to pass it on.
    static SHEETS: RefCell<Option<Sheets>> = const { RefCell::new(None) };
}

/// Returns the class of a sheet that was written with `css!`, and mounts the sheet at its first use.
///
/// In a browser without constructed sheets the class has no effect, and only the page's own style sheet applies.
///
/// Write the sheet as a literal. A sheet that contains changing values would leave one sheet behind for each value.
pub fn class(source: StyleSource) -> Classes {
    SHEETS.with_borrow_mut(|sheets| {
        if sheets.is_none() {
            *sheets = Sheets::new();
        }
        sheets.as_mut().and_then(|sheets| sheets.class(source)).unwrap_or_default()
    })
}

impl Sheets {
    fn new() -> Option<Self> {
        let mut builder = StyleManager::builder().prefix("ev".into());
        // stylist puts a <style> element somewhere. No policy applies to it within an element that is in no document.
        if cfg!(target_arch = "wasm32") {
            let detached = web_sys::window()?.document()?.create_element("div").ok()?;
            builder = builder.container(detached.into());
        }
        Some(Sheets { manager: builder.build().ok()?, mounted: HashSet::new() })
    }

    fn class(&mut self, source: StyleSource) -> Option<Classes> {
        // The manager returns the same style, and so the same class, for equal sheets.
        let style = Style::new_with_manager(source, &self.manager).ok()?;
        let class = style.get_class_name().to_owned();
        if self.mounted.insert(class.clone()) && cfg!(target_arch = "wasm32") {
            // Without constructed sheets the page is shown without this one.
            let _ = adopt(style.get_style_str());
        }
        Some(class.into())
    }
}

/// Adds a sheet to the document: its text as in a CSS file, with any selectors.
///
/// # Errors
/// What the browser threw, where it has no constructed sheets.
pub fn adopt(text: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::UNDEFINED)?;
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(text)?;
    // web-sys assumes that the property exists and would throw an uncaught exception where it is missing. A new array is
    // assigned because in older browsers the present one is frozen.
    let property = JsValue::from_str("adoptedStyleSheets");
    let adopted: Array = Reflect::get(&document, &property)?.dyn_into()?;
    Reflect::set(&document, &property, &adopted.concat(&Array::of1(&sheet)))?;
    Ok(())
}
