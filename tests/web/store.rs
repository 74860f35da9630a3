//! The store over real local storage: what is kept, what is not believed, and what happens where nothing can be kept.

use evergreen::session::store::{KEY, Store};
use evergreen::session::{Reason, Record, SignedIn, Stamp, State, User, UserId};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Storage;

const API: &str = "http://localhost:9/store";

fn storage() -> Storage {
    web_sys::window().and_then(|window| window.local_storage().ok().flatten()).expect("local storage")
}

fn signed_in() -> Record {
    let user = User { id: UserId::Number(1), username: "amy".into(), email: String::new(), roles: vec![] };
    let state = State::SignedIn(SignedIn::new(Stamp::new("s"), 1, Some(60), user));
    Record::signed_out(API).with(state)
}

#[wasm_bindgen_test]
fn what_is_saved_is_there_for_every_other_page() {
    let (here, there) = (Store::new(API), Store::new(API));
    for record in [signed_in(), Record::signed_out(API).with(State::SignedOut(Some(Reason::Expired)))] {
        here.save(&record);
        assert_eq!((here.load(), there.load()), (record.clone(), record));
    }
    assert!(!here.is_volatile());
    assert_eq!(Store::new("http://localhost:9/another").load().reason(), None, "another server knows nothing of it");
    storage().remove_item(KEY).expect("removed");
}

#[wasm_bindgen_test]
fn what_somebody_else_wrote_signs_nobody_in() {
    let store = Store::new(API);
    store.save(&signed_in());
    let whole = storage().get_item(KEY).expect("readable").expect("kept");
    let huge = format!("\"{}\"", "x".repeat(1_000_000));
    for text in ["", "{", "null", "[]", "7", "\"amy\"", "{}", &whole.replace("\"s\"", "1"), &huge] {
        storage().set_item(KEY, text).expect("written");
        assert_eq!(store.load(), Record::signed_out(API), "{}", &text[..text.len().min(40)]);
    }
    storage().remove_item(KEY).expect("removed");
    assert_eq!(store.load(), Record::signed_out(API));
}

#[wasm_bindgen_test]
fn a_full_storage_is_stood_in_for_by_memory_until_there_is_room() {
    let store = Store::new(API);
    storage().remove_item(KEY).expect("removed");
    // Fills it to the last byte, in ever smaller pieces.
    let mut piece = 1 << 22;
    let mut number = 0;
    while piece > 0 {
        match storage().set_item(&format!("filler-{number}"), &"x".repeat(piece)) {
            Ok(()) => number += 1,
            Err(_) => piece /= 2,
        }
    }
    store.save(&signed_in());
    assert!(store.is_volatile());
    assert_eq!(store.load(), signed_in(), "this page remembers");
    assert_eq!(Store::new(API).load(), Record::signed_out(API), "no other page can know");
    for number in 0..number {
        storage().remove_item(&format!("filler-{number}")).expect("removed");
    }
    store.save(&signed_in());
    assert!(!store.is_volatile());
    assert_eq!(Store::new(API).load(), signed_in());
    storage().remove_item(KEY).expect("removed");
}
