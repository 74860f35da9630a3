//! One labelled field of a form: its hint, and what is wrong with what was typed.
//! It must not know what is right, nor keep what was typed: that stays in the browser's own input.

use stylist::css;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::style;

/// What [`Field`] takes.
#[derive(Properties, PartialEq)]
pub struct FieldProps {
    /// Unique in the page.
    pub id: AttrValue,
    /// What the field is called.
    pub label: AttrValue,
    /// The `type` of the input.
    #[prop_or(AttrValue::Static("text"))]
    pub kind: AttrValue,
    /// What the browser may fill in.
    #[prop_or(AttrValue::Static("off"))]
    pub autocomplete: AttrValue,
    /// What is there at first.
    #[prop_or_default]
    pub default: AttrValue,
    /// What to keep to, told before anything is wrong.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// The input.
    pub input: NodeRef,
}

/// What was typed into a field.
pub fn typed(input: &NodeRef) -> String {
    input.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
}

/// Moves the focus into a field, or onto anything else that takes it.
pub fn focus(place: &NodeRef) {
    if let Some(element) = place.cast::<web_sys::HtmlElement>() {
        // It fails on nothing that we could mend.
        let _ = element.focus();
    }
}

/// Moves the focus to `place`, once drawn, whenever `occasion` is another than before.
#[hook]
pub fn use_focus(occasion: u32, place: Option<NodeRef>) {
    use_effect_with(occasion, move |_| {
        if let Some(place) = place {
            focus(&place);
        }
    });
}

/// A field with a label.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let class = style::class(css!(
        r#"
        display: grid;
        gap: var(--space-1);

        & input[aria-invalid="true"] {
            border-color: var(--danger);
        }
        & p {
            font-size: var(--text-s);
            color: var(--muted);
        }
        & p.wrong {
            color: var(--danger);
            font-weight: 600;
        }
        "#
    ));
    let hint_id = props.hint.as_ref().map(|_| format!("{}-hint", props.id));
    let error_id = props.error.as_ref().map(|_| format!("{}-error", props.id));
    {
        // Not as the input's `value`: Yew would write it over what was typed, whenever it draws the field again.
        let input = props.input.clone();
        use_effect_with(props.default.clone(), move |default| {
            if let Some(input) = input.cast::<HtmlInputElement>().filter(|_| !default.is_empty()) {
                input.set_value(default);
            }
        });
    }
    let described_by: Vec<String> = error_id.iter().chain(&hint_id).cloned().collect();

    html! {
        <div {class}>
            <label for={props.id.clone()}>{ &props.label }</label>
            <input
                ref={props.input.clone()}
                id={props.id.clone()}
                name={props.label.to_ascii_lowercase()}
                type={props.kind.clone()}
                autocomplete={props.autocomplete.clone()}
                autocapitalize="none"
                spellcheck="false"
                aria-invalid={props.error.is_some().then_some("true")}
                aria-describedby={(!described_by.is_empty()).then(|| described_by.join(" "))}
            />
            if let Some(hint) = &props.hint {
                <p id={hint_id}>{ hint }</p>
            }
            if let Some(error) = &props.error {
                <p id={error_id} class="wrong">{ error }</p>
            }
        </div>
    }
}
