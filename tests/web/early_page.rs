//! Tests the page that `index.html` shows before the program runs. It must have the same elements as the page that the
//! program renders for somebody who is not signed in.

use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, Node};

use crate::test_app::{SIGNED_OUT, open};
use crate::test_page::document;

const INDEX: &str = include_str!("../../index.html");

/// Returns the elements between these two texts of `index.html`, in a new element that is not on the page.
fn of_index_html(start: &str, end: &str) -> Element {
    let (_, after) = INDEX.split_once(start).expect("the start in index.html");
    let (html, _) = after.split_once(end).expect("the end in index.html");
    let parent = document().create_element("div").expect("a div");
    parent.set_inner_html(html);
    parent
}

/// Describes the first element that matches the CSS selector, and all elements in it. Each element has one entry: the
/// name of its parent, its own name, and its attributes in the order of their names. An empty `class` and
/// `aria-current="page"` are left out. The entry of the first element does not name a parent. After the entries of the
/// elements, there is one more entry: the whole text of the first element.
fn description(page: &Element, selector: &str) -> Vec<String> {
    let found = page.query_selector(selector).expect("a selector").unwrap_or_else(|| panic!("no {selector}"));
    let inside = found.query_selector_all("*").expect("a selector");
    let inside = (0..inside.length()).filter_map(|n| inside.item(n));
    let elements = std::iter::once(Node::from(found.clone())).chain(inside).map(wasm_bindgen::JsCast::unchecked_into);
    let mut description: Vec<String> = elements.map(|element: Element| of_element(&element)).collect();
    description[0] = description[0].split_once('>').expect("a parent").1.to_owned();
    description.push(found.text_content().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "));
    description
}

fn of_element(element: &Element) -> String {
    let names = element.get_attribute_names().into_iter().filter_map(|name| name.as_string());
    let mut attributes: Vec<String> = names
        .map(|name| {
            let value = element.get_attribute(&name).unwrap_or_default();
            // The program's links begin with a slash, and the links of `index.html` do not. This slash is not compared.
            let value = if name == "href" { value.trim_start_matches('/') } else { &value };
            format!(" {name}={value:?}")
        })
        .filter(|attribute| ![" class=\"\"", " aria-current=\"page\""].contains(&attribute.as_str()))
        .collect();
    attributes.sort();
    let parent = element.parent_element().map(|parent| parent.local_name()).unwrap_or_default();
    format!("{parent}>{}{}", element.local_name(), attributes.concat())
}

#[wasm_bindgen_test]
async fn the_page_before_the_program_has_the_elements_of_the_programs_page() {
    let app = open("/home", SIGNED_OUT);
    app.sees("main h1", "Home").await;
    assert_eq!(app.texts("nav [aria-current=page]"), ["Home"]);
    let program = &app.find(".layout").expect("a layout");
    let early = of_index_html("<div id=\"early\">", "</body>");
    for part in [".skip", ".bar", ".foot"] {
        assert_eq!(description(&early, part), description(program, part), "{part}");
    }
    let content = of_index_html("<template>", "</template>");
    assert_eq!(description(&content, "header"), description(program, "main header"));
}
