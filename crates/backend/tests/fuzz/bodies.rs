//! Random bodies: bytes, JSON of any shape, and texts as users enter them in the forms.

use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

/// A text that is part of each password from `password()`, and of many other random inputs. The log must not contain
/// this text. A response may contain it only in the parts that [`without_tokens`](crate::expected::without_tokens)
/// removes.
///
/// The Node/Express server repeats the first 20 characters of an invalid body in its error page. The text is longer, so
/// this page never contains the whole text.
pub const MARKER: &str = "canary-5b1e09d7f2c4a8";

/// The texts that a user enters in the form for signing up.
#[derive(Clone, Debug)]
pub struct Texts {
    pub username: String,
    pub email: String,
    pub password: String,
}

/// Generates random bytes, valid bodies with up to three bytes replaced, and large bodies.
pub fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let tampered = (valid_body(), vec((any::<Index>(), any::<u8>()), 0..4)).prop_map(|(body, edits)| {
        let mut body = body.to_string().into_bytes();
        for (index, byte) in edits {
            let at = index.index(body.len());
            body[at] = byte;
        }
        body
    });
    let around = |bytes: Vec<u8>| [&bytes, MARKER.as_bytes(), &bytes].concat();
    let large = (valid_body(), 15_000..18_000_usize).prop_map(|(mut body, length)| {
        body["password"] = MARKER.repeat(length / MARKER.len()).into();
        body.to_string().into_bytes()
    });
    prop_oneof![
        4 => vec(any::<u8>(), 0..1000),
        4 => vec(any::<u8>(), 0..1000).prop_map(around),
        8 => tampered,
        1 => vec(any::<u8>(), 15_000..18_000),
        1 => large,
    ]
}

/// Generates JSON of any shape, and valid bodies with up to two fields replaced, added or removed.
pub fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
        Just(MARKER.into()),
    ];
    let any_shape = leaf.prop_recursive(6, 40, 6, |inner| {
        let key = prop_oneof![field().prop_map(str::to_owned), text()];
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            hash_map(key, inner, 0..6).prop_map(|fields| fields.into_iter().collect::<Map<_, _>>().into()),
        ]
    });
    let modified =
        (valid_body(), vec((field(), proptest::option::of(any_shape.clone())), 0..3)).prop_map(|(mut form, fields)| {
            for (name, value) in fields {
                match value {
                    Some(value) => form[name] = value,
                    None => drop(form.as_object_mut().and_then(|form| form.remove(name))),
                }
            }
            form
        });
    prop_oneof![any_shape, modified]
}

/// Generates the texts of a sign-up. Each single text is usually within the limits of the contract.
pub fn texts() -> impl Strategy<Value = Texts> {
    let username = prop_oneof![4 => "\\PC{3,20}", 4 => "[a-zA-Z0-9äß]{3,20}", 1 => text(), 1 => "\\PC{0,40}"];
    let email = prop_oneof![8 => address(), 1 => text(), 1 => "\\PC{1,20}@\\PC{1,20}"];
    (username, email, password()).prop_map(|(username, email, password)| Texts { username, email, password })
}

fn valid_body() -> impl Strategy<Value = Value> {
    let role = proptest::option::of(vec(select(vec!["user", "mod", "admin", ""]), 0..3));
    ("[a-z0-9]{5,20}", address(), password(), role).prop_map(|(username, email, password, role)| {
        json!({"username": username, "email": email, "password": password, "role": role})
    })
}

fn address() -> impl Strategy<Value = String> {
    "[a-z0-9.+]{1,20}@[a-z]{1,10}\\.(org|example)"
}

fn password() -> impl Strategy<Value = String> {
    let within = ("\\PC{0,9}", "\\PC{0,9}");
    let beyond = (text(), text());
    prop_oneof![4 => within.boxed(), 1 => beyond.boxed()].prop_map(|(before, after)| before + MARKER + &after)
}

fn field() -> impl Strategy<Value = &'static str> {
    select(vec!["username", "email", "password", "role", "roles"])
}

/// Generates fewer than 200 characters of any kind, including control characters.
fn text() -> impl Strategy<Value = String> {
    vec(any::<char>(), 0..200).prop_map(|characters| characters.into_iter().collect())
}
