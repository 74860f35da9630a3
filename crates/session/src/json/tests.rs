//! Tests of the JSON reader.

use super::*;
use serde_json::Value;

fn same(json: &Json, value: &Value) -> bool {
    match (json, value) {
        (Json::Null, Value::Null) => true,
        (Json::Bool(flag), Value::Bool(other)) => flag == other,
        (Json::Whole(number), Value::Number(other)) => other.as_i64() == Some(*number),
        (Json::Number(_), Value::Number(other)) => other.as_i64().is_none(),
        (Json::Text(text), Value::String(other)) => text == other,
        (Json::List(items), Value::Array(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(item, other)| same(item, other))
        }
        (Json::Object(_), Value::Object(others)) => {
            others.iter().all(|(name, other)| same(&json[name.as_str()], other))
        }
        _ => false,
    }
}

/// Reads `text` with both readers, compares the results, and returns whether the text is JSON.
fn read(text: &str) -> bool {
    match (Json::parse(text), serde_json::from_str::<Value>(text)) {
        (Some(json), Ok(value)) => assert!(same(&json, &value), "{text}: {json:?}"),
        (None, Err(_)) => return false,
        (json, value) => panic!("{text}: {json:?} is not {value:?}"),
    }
    true
}

#[test]
fn json_is_read_as_serde_json_reads_it() {
    for text in [
        "null",
        " true ",
        "\t\r\nfalse\n",
        "0",
        "-1",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "1.0",
        "-0.5e+10",
        "1E-2",
        r#""""#,
        r#""ä 😀 \" \\ \/ \b \f \n \r \t \u0041 \u00e9 \uD83d\uDE00""#,
        "[]",
        "[ ]",
        "[1, [2, []], {}]",
        r#"{"a":1,"b":{"c":[null,"d"]},"":0}"#,
        r#"{"a":1,"a":2}"#,
    ] {
        assert!(read(text), "{text}");
    }
}

#[test]
fn invalid_json_is_refused_as_serde_json_refuses_it() {
    for text in [
        "",
        " ",
        "nul",
        "nulll",
        "True",
        "1 2",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x1",
        "--1",
        "NaN",
        "\"",
        "\"\n\"",
        r#""\x""#,
        r#""\u12""#,
        r#""\u+123""#,
        r#""\ud800""#,
        r#""\ud800\u0041""#,
        r#""\udc00""#,
        "'a'",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{",
        "{}}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        "{a:1}",
        "{1:1}",
        r#"{"a" 1}"#,
        r#"{"a":1 "b":2}"#,
        "<html>",
        "User Content.",
        "\u{feff}1",
        "\u{a0}1",
    ] {
        assert!(!read(text), "{text}");
    }
}

#[test]
fn a_text_that_is_cut_or_changed_anywhere_causes_no_panic() {
    let whole = r#"{"id": -12.5e3, "ä": ["\ud83d\ude00", "\"", true, null], "c": {}}"#;
    assert!(read(whole));
    for (cut, _) in whole.char_indices() {
        assert!(!read(&whole[..cut]), "{cut}");
        for instead in ["", "\"", "\\", "]", "}", "0", "é"] {
            let next = whole[cut..].chars().next().map_or(0, char::len_utf8);
            read(&format!("{}{instead}{}", &whole[..cut], &whole[cut + next..]));
        }
    }
}

#[test]
fn json_that_is_nested_too_deep_is_refused() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&nested(usize::from(DEPTH))));
    assert_eq!(Json::parse(&nested(usize::from(DEPTH) + 1)), None);
    assert_eq!(Json::parse(&"[".repeat(1_000_000)), None);
}

#[test]
fn a_missing_field_is_null() {
    let json = Json::parse(r#"{"a":{"b":7},"list":[1]}"#).unwrap();
    assert_eq!(json["a"]["b"].as_u64(), Some(7));
    assert_eq!(json["list"].items(), [Json::Whole(1)]);
    for missing in [&json["b"], &json["a"]["b"]["c"], &json["list"]["a"]] {
        assert_eq!(*missing, Json::Null);
    }
    assert_eq!(Json::Whole(-1).as_u64(), None);
}
