//! The state of a menu, which is open or closed. The menu closes when a person presses Escape, chooses something in it,
//! presses somewhere else, or moves the focus out of it.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::Node;
use yew::prelude::*;

use crate::components::focus::focus;
use crate::early_page;

/// The state of a menu, and the references and handlers that a component has to attach to the elements of the menu.
pub struct Menu {
    /// Whether the menu is open.
    pub open: bool,
    /// The reference to the element that contains the menu and its button.
    pub nav: NodeRef,
    /// The reference to the button that opens and closes the menu.
    pub button: NodeRef,
    /// The handler for `onclick` of the button. It opens the menu or closes it.
    pub toggle: Callback<MouseEvent>,
    /// The handler for `onclick` of the menu's content. It closes the menu when a person chooses something.
    pub close: Callback<MouseEvent>,
    /// The handler for `onkeydown` of the element `nav`. It closes the menu when a person presses Escape.
    pub onkeydown: Callback<KeyboardEvent>,
    /// The handler for `onfocusout` of the element `nav`. It closes the menu when the focus moves to an element
    /// outside.
    pub onfocusout: Callback<FocusEvent>,
}

/// Returns a menu. If a person has opened the menu of `index.html` before the program ran, this menu is open at first.
/// Otherwise, it is closed at first. The component renders again when the menu opens or closes.
#[hook]
pub fn use_menu() -> Menu {
    let open = use_state_eq(early_page::is_menu_open);
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
            // Safari does not focus a pressed button. Key events go only to the focused element, so without this call,
            // Escape would not close the menu.
            focus(&button);
        })
    };
    let close = {
        let (open, button) = (open.clone(), button.clone());
        Callback::from(move |_: MouseEvent| {
            if *open {
                open.set(false);
                // The focused element is in the menu, which is hidden now. So the focus moves to the button.
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
            // `related_target` is the element to which the focus moves. There is none, for example, if a person has
            // pressed a link in a browser that does not focus links. The menu then stays open, so that the link
            // receives the click.
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
