//! The state of a menu, which is open or closed. The menu closes when a person presses Escape, chooses something in it,
//! presses somewhere else, or moves the focus out of it.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::Node;
use yew::prelude::*;

use crate::components::focus::focus;

/// The state of a menu, and what the component has to attach to its elements.
pub struct Menu {
    /// Whether it is open.
    pub open: bool,
    /// The element that contains the menu and its button.
    pub nav: NodeRef,
    /// The button that opens and closes the menu.
    pub button: NodeRef,
    /// `onclick` of the button.
    pub toggle: Callback<MouseEvent>,
    /// `onclick` of the content.
    pub close: Callback<MouseEvent>,
    /// `onkeydown` of the containing element.
    pub onkeydown: Callback<KeyboardEvent>,
    /// `onfocusout` of the containing element.
    pub onfocusout: Callback<FocusEvent>,
}

/// A menu that is closed at first.
#[hook]
pub fn use_menu() -> Menu {
    let open = use_state_eq(|| false);
    let (nav, button) = (use_node_ref(), use_node_ref());
    {
        // A press outside of the menu does not always move the focus, especially on a touch screen. So the document
        // listens to presses, too.
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
            // Safari does not focus a pressed button. Key events go only to the focused element, so Escape would not
            // close the menu.
            focus(&button);
        })
    };
    let close = {
        let (open, button) = (open.clone(), button.clone());
        Callback::from(move |_: MouseEvent| {
            if *open {
                open.set(false);
                // The focused element is hidden now, so the focus moves to the button.
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
            // If there is no `related_target`, a person has pressed a link in a browser that does not focus links. The
            // menu stays open, so that the link receives the click.
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
