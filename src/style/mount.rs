//! Turns a component's `stylist` sheet into a constructed one, adopted by the document: the one way that a policy of
//! `style-src 'self'` leaves open. It must not know which components exist, nor when they unmount: a sheet stays.

use std::cell::RefCell;
use std::collections::HashSet;

use js_sys::{Array, Reflect};
use stylist::manager::StyleManager;
use stylist::{Style, StyleSource};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CssStyleSheet;
use yew::Classes;

/// The page's sheets. There is one document, so there is one set, and it needs no context to be found by.
struct Sheets {
    manager: StyleManager,
    /// Class names whose sheet the document has.
    mounted: HashSet<String>,
}

thread_local! {
    static SHEETS: RefCell<Option<Sheets>> = const { RefCell::new(None) };
}

/// The class of a sheet written with `css!`, mounted when it is first used and never twice.
///
/// Where the browser knows no constructed sheets the class names nothing, and the page stands on `base.css` alone.
///
/// Write the sheet as a literal: one that interpolates changing values leaves a sheet behind for each of them.
pub fn class(source: StyleSource) -> Classes {
    SHEETS.with_borrow_mut(|sheets| {
        if sheets.is_none() {
            *sheets = Sheets::new();
        }
        sheets.as_mut().and_then(|sheets| sheets.class(&source)).unwrap_or_default()
    })
}

impl Sheets {
    fn new() -> Option<Self> {
        let mut builder = StyleManager::builder().prefix("ev".into());
        // stylist puts a <style> somewhere; in an element that no document holds, no policy objects to it.
        if cfg!(target_arch = "wasm32") {
            let shelf = web_sys::window()?.document()?.create_element("div").ok()?;
            builder = builder.container(shelf.into());
        }
        Some(Sheets { manager: builder.build().ok()?, mounted: HashSet::new() })
    }

    fn class(&mut self, source: &StyleSource) -> Option<Classes> {
        // Equal sheets get one style, and so one class, from the manager.
        let style = Style::new_with_manager(source.clone(), &self.manager).ok()?;
        let class = style.get_class_name().to_owned();
        if self.mounted.insert(class.clone()) && cfg!(target_arch = "wasm32") {
            // Without constructed sheets there is nothing better to do than to go on.
            let _ = adopt(style.get_style_str());
        }
        Some(class.into())
    }
}

fn adopt(text: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::UNDEFINED)?;
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(text)?;
    // web-sys takes the property for granted and throws past us where it is missing. Assigned rather than pushed to:
    // in older browsers the array is frozen.
    let property = JsValue::from_str("adoptedStyleSheets");
    let adopted: Array = Reflect::get(&document, &property)?.dyn_into()?;
    Reflect::set(&document, &property, &adopted.concat(&Array::of1(&sheet)))?;
    Ok(())
}
