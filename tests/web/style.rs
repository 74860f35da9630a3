//! Styles: each style sheet is added to the page once, without a `<style>` element in the document.

use evergreen::style;
use stylist::ast::sheet;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;
use yew::{Html, component, html};

use crate::test_page::{document, mount, pause, until};

#[component]
fn Painted() -> Html {
    let class = style::class(|| {
        sheet!(
            r#"
        color: rgb(1, 2, 3);
        & b { color: rgb(4, 5, 6); }
        @media (min-width: 1px) { border-top-color: rgb(7, 8, 9); }
        "#
        )
    });
    html! {
        <p class={class}>{ "plain " }<b>{ "bold" }</b></p>
    }
}

#[component]
fn Twice() -> Html {
    html! { <><Painted /><Painted /></> }
}

fn sheets() -> u32 {
    let adopted = js_sys::Reflect::get(&document(), &"adoptedStyleSheets".into()).expect("the property");
    js_sys::Array::from(&adopted).length()
}

fn color(element: &Element, property: &str) -> String {
    let style = web_sys::window().expect("a page").get_computed_style(element).ok().flatten().expect("a style");
    style.get_property_value(property).expect("a value")
}

#[wasm_bindgen_test]
async fn a_sheet_is_mounted_once_and_without_a_style_element() {
    let before = sheets();
    let page = mount::<Twice>(());
    let find = |selector: &str| page.root.query_selector(selector).ok().flatten();
    assert!(until(|| find("p + p").is_some()).await);
    let (first, second) = (find("p").expect("a p"), find("p + p").expect("another"));
    assert_eq!(first.class_name(), second.class_name());
    assert_eq!(color(&second, "color"), "rgb(1, 2, 3)");
    assert_eq!(color(&second, "border-top-color"), "rgb(7, 8, 9)");
    assert_eq!(color(&find("p + p b").expect("bold"), "color"), "rgb(4, 5, 6)");
    assert_eq!(sheets(), before + 1);
    drop(page);

    // A component that is shown again uses the existing sheet.
    let page = mount::<Painted>(());
    pause(50).await;
    assert_eq!(page.root.query_selector("p").ok().flatten().expect("a p").class_name(), first.class_name());
    assert_eq!(sheets(), before + 1);
    assert!(document().query_selector("style[data-style]").ok().flatten().is_none());
}
