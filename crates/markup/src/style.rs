//! Adds the style sheets of components to the document. They are added as constructed style sheets, because the policy
//! `style-src 'self'` blocks `<style>` elements. A sheet stays in the document when its component is unmounted.

use std::cell::RefCell;
use std::collections::HashSet;

use js_sys::{Array, Reflect};
use stylist::manager::StyleManager;
use stylist::{Style, StyleSource};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CssStyleSheet;
use yew::Classes;

/// The sheets of the components that were rendered so far.
struct Sheets {
    manager: StyleManager,
    /// The classes whose sheets were added to the document.
    mounted: HashSet<String>,
}

thread_local! {
    // A page has one document, so one set of sheets is enough. Because it is global, no component has to pass it on.
    static SHEETS: RefCell<Option<Sheets>> = const { RefCell::new(None) };
}

/// The class of a sheet that is written with `css!`. The first call adds the sheet to the document.
///
/// In a browser without constructed style sheets, the class has no effect.
///
/// Write the sheet as a literal without values that change. Each new value would add another sheet, and all sheets stay
/// in the document.
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
        // stylist inserts a `<style>` element for each sheet. The policy would block these elements in the document, so
        // stylist inserts them into an element outside of the document.
        if cfg!(target_arch = "wasm32") {
            let detached = web_sys::window()?.document()?.create_element("div").ok()?;
            builder = builder.container(detached.into());
        }
        Some(Sheets { manager: builder.build().ok()?, mounted: HashSet::new() })
    }

    fn class(&mut self, source: StyleSource) -> Option<Classes> {
        // The manager returns the same class for equal sheets.
        let style = Style::new_with_manager(source, &self.manager).ok()?;
        let class = style.get_class_name().to_owned();
        if self.mounted.insert(class.clone()) && cfg!(target_arch = "wasm32") {
            // This fails if the browser has no constructed style sheets. The page works without the sheet.
            let _ = adopt(style.get_style_str());
        }
        Some(class.into())
    }
}

/// Adds a style sheet to the document. `text` is the content of a CSS file, with any selectors.
///
/// # Errors
/// Returns the exception that the browser threw, for example because the browser has no constructed style sheets.
/// Returns `undefined` outside of a page.
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
