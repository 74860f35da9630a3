//! One labelled field of a form: its hint, and what is wrong with what was typed.
//! It must not know what is right, nor keep what was typed: that stays in the browser's own input.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::text::text;
use crate::texts::forms;

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

/// The username that was typed into a field. Telephones put a blank behind a name that they propose.
pub fn typed_name(input: &NodeRef) -> String {
    typed(input).trim().to_owned()
}

/// A field with a label. What is typed into a password's can be looked at, and is typed with a word about Caps Lock.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    {
        // Not as the input's `value`: Yew would write it over what was typed, whenever it draws the field again.
        let input = props.input.clone();
        use_effect_with(props.default.clone(), move |default| {
            if let Some(input) = input.cast::<HtmlInputElement>().filter(|_| !default.is_empty()) {
                input.set_value(default);
            }
        });
    }
    let secret = props.kind == "password";
    let bare = use_state_eq(|| false);
    let caps = use_state_eq(|| false);
    let show = {
        let bare = bare.clone();
        move |_| bare.set(!*bare)
    };
    let key = {
        let set = caps.setter();
        Callback::from(move |event: KeyboardEvent| {
            // A browser that fills in a field says that keys were pressed, with events that know of no keys.
            let event = event.dyn_ref::<KeyboardEvent>().filter(|_| secret);
            set.set(event.is_some_and(|event| event.get_modifier_state("CapsLock")));
        })
    };
    let left = {
        let set = caps.setter();
        move |_| set.set(false)
    };

    // The error may be the hint in other words.
    let hint = props.hint.as_ref().filter(|hint| !props.error.as_ref().is_some_and(|error| error.contains(&***hint)));
    let hint_id = hint.map(|_| format!("{}-hint", props.id));
    let error_id = props.error.as_ref().map(|_| format!("{}-error", props.id));
    let described_by: Vec<String> = error_id.iter().chain(&hint_id).cloned().collect();
    let input = html! {
        <input
            ref={props.input.clone()}
            id={props.id.clone()}
            name={props.id.clone()}
            type={if *bare { "text".into() } else { props.kind.clone() }}
            autocomplete={props.autocomplete.clone()}
            autocapitalize="none"
            spellcheck="false"
            aria-invalid={props.error.is_some().then_some("true")}
            aria-describedby={(!described_by.is_empty()).then(|| described_by.join(" "))}
            onkeydown={key.clone()}
            onkeyup={key}
            onblur={left}
        />
    };

    html! {
        <div class="field">
            <label for={props.id.clone()}>{ &props.label }</label>
            if secret {
                <div>
                    { input }
                    // Its name must not be the field's: that is how the field is looked up.
                    <button type="button" aria-controls={props.id.clone()} onclick={show}>
                        { text(if *bare { forms::HIDE_PASSWORD } else { forms::SHOW_PASSWORD }) }
                    </button>
                </div>
                <p aria-live="polite">{ text(if *caps { forms::CAPS_LOCK } else { "" }) }</p>
            } else {
                { input }
            }
            if let Some(error) = &props.error {
                <p id={error_id} class="wrong">{ text(error) }</p>
            }
            if let Some(hint) = hint {
                <p id={hint_id}>{ text(hint) }</p>
            }
        </div>
    }
}
