//! Whether a menu is open, and everything that closes it: Escape, a choice, and whoever goes elsewhere.
//! It must not know what is in it.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::Node;
use yew::prelude::*;

use crate::components::focus::focus;

/// A menu: what it is, and what its parts have to be given.
pub struct Menu {
    /// Whether it is open.
    pub open: bool,
    /// All of it, the button too.
    pub nav: NodeRef,
    /// What opens it.
    pub button: NodeRef,
    /// For the button.
    pub toggle: Callback<MouseEvent>,
    /// For what is in it.
    pub close: Callback<MouseEvent>,
    /// For all of it.
    pub onkeydown: Callback<KeyboardEvent>,
    /// For all of it.
    pub onfocusout: Callback<FocusEvent>,
}

/// A menu that is closed at first.
#[hook]
pub fn use_menu() -> Menu {
    let open = use_state_eq(|| false);
    let (nav, button) = (use_node_ref(), use_node_ref());
    {
        // What is pressed elsewhere need not take the focus, on a touch screen least of all.
        let (set, nav) = (open.setter(), nav.clone());
        use_effect_with(*open, move |open| {
            let document = open.then(|| web_sys::window()?.document()).flatten();
            let listener = document.map(|document| {
                EventListener::new(&document, "pointerdown", move |event| {
                    if !holds(&nav, event.target()) {
                        set.set(false);
                    }
                })
            });
            move || drop(listener)
        });
    }
    let toggle = {
        let (open, button) = (open.clone(), button.clone());
        Callback::from(move |_| {
            open.set(!*open);
            // Safari gives it to no button that is pressed; Escape is heard where the focus is.
            focus(&button);
        })
    };
    let close = {
        let (open, button) = (open.clone(), button.clone());
        Callback::from(move |_: MouseEvent| {
            if *open {
                open.set(false);
                // What had the focus is not there any more.
                focus(&button);
            }
        })
    };
    let onkeydown = {
        let (open, button) = (open.clone(), button.clone());
        Callback::from(move |event: KeyboardEvent| {
            if *open && event.key() == "Escape" {
                open.set(false);
                focus(&button);
            }
        })
    };
    let onfocusout = {
        let (set, nav) = (open.setter(), nav.clone());
        Callback::from(move |event: FocusEvent| {
            // To nowhere goes the focus of who presses a link where links take none: that is no reason yet.
            if let Some(to) = event.related_target()
                && !holds(&nav, Some(to))
            {
                set.set(false);
            }
        })
    };
    Menu { open: *open, nav, button, toggle, close, onkeydown, onfocusout }
}

fn holds(nav: &NodeRef, target: Option<web_sys::EventTarget>) -> bool {
    let target = target.and_then(|target| target.dyn_into::<Node>().ok());
    nav.cast::<Node>().is_some_and(|nav| nav.contains(target.as_ref()))
}
