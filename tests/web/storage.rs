//! Tests that `Store` keeps the record in the browser's real local storage. The tests save a record, write an invalid
//! record, and fill the storage until it is full.

use evergreen::protocol::Tutorial;
use evergreen::session::{Record, SignedIn, State};
use evergreen::user::User;
use evergreen_session::testing::EARLIER_KEY;
use evergreen_session::testing::Store;
use evergreen_session::testing::absolute;
use evergreen_session::{Reason, Stamp};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Storage;

const API: &str = "http://localhost:9/store";

fn storage() -> Storage {
    web_sys::window().and_then(|window| window.local_storage().ok().flatten()).expect("local storage")
}

fn signed_in() -> Record {
    let user = User { id: "1".to_owned(), username: "amy".into(), email: String::new(), roles: vec![] };
    let state = State::SignedIn(SignedIn::new(Stamp::new("s"), 1, Some(60), user));
    Record::signed_out(API).with(state)
}

#[wasm_bindgen_test]
fn a_saved_record_is_the_same_for_every_page() {
    let (here, there) = (Store::<Tutorial>::new(API), Store::<Tutorial>::new(API));
    for record in [signed_in(), Record::signed_out(API).with(State::SignedOut(Some(Reason::Expired)))] {
        here.save(&record);
        assert_eq!((here.load(), there.load()), (record.clone(), record));
    }
    assert!(!here.is_volatile());
    assert_eq!(
        Store::<Tutorial>::new("http://localhost:9/another").load().reason(),
        None,
        "another API base has its own record"
    );
    storage().remove_item(Store::<Tutorial>::new(API).key()).expect("removed");
}

#[wasm_bindgen_test]
fn an_invalid_record_signs_nobody_in() {
    let store = Store::<Tutorial>::new(API);
    store.save(&signed_in());
    let valid = storage().get_item(store.key()).expect("readable").expect("a record");
    let huge = format!("\"{}\"", "x".repeat(1_000_000));
    for text in ["", "{", "null", "[]", "7", "\"amy\"", "{}", &valid.replace("\"s\"", "1"), &huge] {
        storage().set_item(store.key(), text).expect("written");
        assert_eq!(store.load(), Record::signed_out(API), "{}", &text[..text.len().min(40)]);
    }
    storage().remove_item(Store::<Tutorial>::new(API).key()).expect("removed");
    assert_eq!(store.load(), Record::signed_out(API));
}

#[wasm_bindgen_test]
fn memory_replaces_a_full_storage_until_there_is_space() {
    let store = Store::<Tutorial>::new(API);
    storage().remove_item(Store::<Tutorial>::new(API).key()).expect("removed");
    // Fill the storage to the last byte, with smaller and smaller pieces.
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
    assert_eq!(store.load(), signed_in(), "this page has the record in memory");
    assert_eq!(Store::<Tutorial>::new(API).load(), Record::signed_out(API), "other pages have no record");
    for number in 0..number {
        storage().remove_item(&format!("filler-{number}")).expect("removed");
    }
    store.save(&signed_in());
    assert!(!store.is_volatile());
    assert_eq!(Store::<Tutorial>::new(API).load(), signed_in());
    storage().remove_item(Store::<Tutorial>::new(API).key()).expect("removed");
}

#[wasm_bindgen_test]
fn each_api_base_has_its_own_record_in_every_spelling() {
    let origin = web_sys::window().expect("a page").location().origin().expect("an origin");
    let (one, other) = (Store::<Tutorial>::new("/one/api"), Store::<Tutorial>::new("/other/api"));
    assert!(one.key().starts_with("auth-user") && one.key() != other.key());
    for same in ["/one/api/", &format!("{origin}/one/api"), &format!("{origin}/one/api//")] {
        assert_eq!(Store::<Tutorial>::new(same).key(), one.key(), "{same}");
    }
    assert_eq!(
        Store::<Tutorial>::new("HTTP://LOCALHOST:80/api/").key(),
        Store::<Tutorial>::new("http://localhost/api").key()
    );
    let record = |api: &str| Record { api: absolute(api), ..signed_in() };
    one.save(&record("/one/api"));
    other.save(&Record::signed_out(other.api()).with(State::SigningOut { session: Stamp::new("left"), reason: None }));
    assert!(one.load().signed_in().is_some(), "the other app's sign-out must not sign out this app's user");
    assert!(other.load().is_signing_out(), "this app's sign-in must not lose the other app's sign-out");
    for store in [one, other] {
        storage().remove_item(store.key()).expect("removed");
    }
}

#[wasm_bindgen_test]
fn the_record_of_an_earlier_version_is_migrated_once() {
    let text =
        |api: &str| serde_json::to_string(&Record { api: api.to_owned(), ..signed_in() }.to_stored()).expect("JSON");
    for (written, here, is_ours) in [
        (API, API, true),
        ("/old/api", "/old/api", true),
        ("/old/api", &*absolute("/old/api/"), true),
        ("/old/api", "/new/api", false),
    ] {
        storage().set_item(EARLIER_KEY, &text(written)).expect("written");
        let store = Store::<Tutorial>::new(here);
        let user = store.load().user().map(|user| user.username.clone());
        assert_eq!(user.is_some(), is_ours, "{written} {here}");
        assert_eq!(storage().get_item(EARLIER_KEY).expect("readable").is_none(), is_ours, "{written} {here}");
        assert_eq!(Store::<Tutorial>::new(here).load(), store.load());
        storage().remove_item(store.key()).expect("removed");
    }
    // After this version of the app has written a record, an earlier version may write a record under `EARLIER_KEY`.
    // The next `Store::new` moves that record to the key of the store. There it replaces the record of this version.
    // If the value under `EARLIER_KEY` is not a record, `Store::new` does not change this value.
    let store = Store::<Tutorial>::new(API);
    store.save(&Record::signed_out(API));
    storage().set_item(EARLIER_KEY, &text(API)).expect("written");
    assert!(Store::<Tutorial>::new(API).load().signed_in().is_some());
    assert_eq!(storage().get_item(EARLIER_KEY).expect("readable"), None);
    for foreign in ["{", "7", "{\"id\":1}"] {
        storage().set_item(EARLIER_KEY, foreign).expect("written");
        Store::<Tutorial>::new(API);
        assert_eq!(storage().get_item(EARLIER_KEY).expect("readable").as_deref(), Some(foreign));
    }
    storage().remove_item(EARLIER_KEY).expect("removed");
    storage().remove_item(store.key()).expect("removed");
}
