//! A field of a form: its label, its input, its hint and its error. The text stays in the browser's input; the form
//! reads it from there.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::text::text;
use crate::texts::forms;

/// The properties of [`Field`].
#[derive(Properties, PartialEq)]
pub struct FieldProps {
    /// The id of the input, unique in the page. It is also the name of the input.
    pub id: AttrValue,
    /// The visible label.
    pub label: AttrValue,
    /// The `type` of the input. With `password`, the field has a button that shows the password.
    #[prop_or(AttrValue::Static("text"))]
    pub kind: AttrValue,
    /// The `autocomplete` of the input. It says what the browser may fill in.
    #[prop_or(AttrValue::Static("off"))]
    pub autocomplete: AttrValue,
    /// The text with which the input starts. If `default` changes later, the new text replaces the text in the input,
    /// unless the new text is empty.
    #[prop_or_default]
    pub default: AttrValue,
    /// A hint about which texts are allowed. It is visible even before there is an error.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// A message that says what is wrong with the text. `None` if nothing is wrong.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// Becomes a reference to the input. The form passes this reference to [`typed`] to read the text.
    pub input: NodeRef,
}

/// Returns the text of a field; empty if the field is not on the page.
pub fn typed(input: &NodeRef) -> String {
    input.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
}

/// Returns the text of a field for a username, without the spaces before and after the username. The keyboard of a
/// phone adds a space after a word that the keyboard has suggested.
pub fn typed_name(input: &NodeRef) -> String {
    typed(input).trim().to_owned()
}

/// A field with its label, its hint and its error. A password field also has a button that shows the password, and a
/// warning if a person presses a key while Caps Lock is on.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    {
        // The default text is not given as the attribute `value`. Otherwise, Yew would replace the typed text by the
        // default text at each rendering.
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
            // When a browser fills in a field, it may send key events that are not of the type `KeyboardEvent`.
            let event = event.dyn_ref::<KeyboardEvent>().filter(|_| secret);
            set.set(event.is_some_and(|event| event.get_modifier_state("CapsLock")));
        })
    };
    let left = {
        let set = caps.setter();
        move |_| set.set(false)
    };

    // The hint is not shown if the error contains the text of the hint.
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
                    // The text of the button must not contain the label of the field, because people and tests find the
                    // field by its label.
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
