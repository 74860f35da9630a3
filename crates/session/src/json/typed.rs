//! Reads a JSON tree into a type, with serde.
//!
//! The error has no details, because error texts such as those of serde_json would make the first load of an app
//! larger.

use std::fmt::Display;

use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, Expected, IntoDeserializer, Unexpected, Visitor};

use super::Json;

/// Reads a JSON text into a type. `None` if [`Json::parse`] returns `None`, or if the value does not have the shape of
/// the type.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Option<T> {
    Json::parse(text)?.read()
}

impl Json {
    /// Reads the value into a type with serde. `None` if the value does not have the shape of the type.
    ///
    /// ```
    /// use evergreen_session::json::Json;
    ///
    /// let json = Json::parse(r#"{"ids":[1,2]}"#).unwrap();
    /// assert_eq!(json["ids"].read::<Vec<u8>>(), Some(vec![1, 2]));
    /// assert_eq!(json.read::<Vec<u8>>(), None);
    /// ```
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(self.clone()).ok()
    }
}

/// The error for a tree that does not have the shape of the type.
#[derive(Debug)]
pub struct OtherShape;

impl Display for OtherShape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the JSON has another shape")
    }
}

impl std::error::Error for OtherShape {}

impl de::Error for OtherShape {
    fn custom<T: Display>(_: T) -> Self {
        OtherShape
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        OtherShape
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        OtherShape
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        OtherShape
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        OtherShape
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        OtherShape
    }

    fn missing_field(_: &'static str) -> Self {
        OtherShape
    }

    fn duplicate_field(_: &'static str) -> Self {
        OtherShape
    }
}

impl IntoDeserializer<'_, OtherShape> for Json {
    type Deserializer = Json;

    fn into_deserializer(self) -> Json {
        self
    }
}

/// Defines methods that read a whole number. If the JSON value is a text, these methods pass the text to the visitor.
/// The visitor of a plain number type refuses the text. The visitor of another type may accept a number or a text. Such
/// a type can call one of these methods instead of `deserialize_any`. A use of `deserialize_any` would add the parsing
/// of floats (10 KB) to the compressed program.
macro_rules! whole {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
            match self {
                Json::Whole(number) => visitor.visit_i64(number),
                Json::Number(text) => visitor.visit_u64(text.parse().map_err(|_| OtherShape)?),
                Json::Text(text) => visitor.visit_string(text),
                _ => Err(OtherShape),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Json {
    type Error = OtherShape;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        match self {
            Json::Null => visitor.visit_unit(),
            Json::Bool(flag) => visitor.visit_bool(flag),
            Json::Whole(number) => visitor.visit_i64(number),
            Json::Number(text) => match text.parse() {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => visitor.visit_f64(text.parse().map_err(|_| OtherShape)?),
            },
            Json::Text(text) => visitor.visit_string(text),
            Json::List(_) => self.deserialize_seq(visitor),
            Json::Object(fields) => visitor.visit_map(MapDeserializer::new(fields.into_iter())),
        }
    }

    whole! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        visitor.visit_bool(self.as_bool().ok_or(OtherShape)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        match self {
            Json::Text(text) => visitor.visit_string(text),
            _ => Err(OtherShape),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        match self {
            Json::Null => visitor.visit_none(),
            json => visitor.visit_some(json),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        match self {
            Json::Null => visitor.visit_unit(),
            _ => Err(OtherShape),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        let Json::List(items) = self else { return Err(OtherShape) };
        let mut items = SeqDeserializer::new(items.into_iter());
        let value = visitor.visit_seq(&mut items)?;
        items.end()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, OtherShape> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        let Json::Object(fields) = self else { return Err(OtherShape) };
        visitor.visit_map(MapDeserializer::new(fields.into_iter()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, OtherShape> {
        self.deserialize_map(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, OtherShape> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, OtherShape> {
        match self {
            Json::Text(variant) => visitor.visit_enum(variant.into_deserializer()),
            Json::Object(fields) if fields.len() == 1 => {
                visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(fields.into_iter())))
            }
            _ => Err(OtherShape),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit_struct
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Everything {
        small: u8,
        signed: i64,
        large: u64,
        float: f64,
        text: String,
        letter: char,
        flag: bool,
        none: Option<u8>,
        some: Option<Vec<u16>>,
        pair: (i8, String),
        map: BTreeMap<String, Kind>,
        #[serde(default)]
        missing: u8,
        wrapped: Wrapped,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Wrapped(String);

    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        Unit,
        Number(i32),
        Record { x: u8 },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u64),
        Float(f64),
        Text(String),
    }

    const EVERYTHING: &str = r#"{"small":1,"signed":-9223372036854775808,"large":18446744073709551615,"float":1.5,
        "text":"é","letter":"x","flag":true,"none":null,"some":[1,2],"pair":[-1,"a"],"unknown":{"a":[1]},
        "map":{"a":"Unit","b":{"Number":-3},"c":{"Record":{"x":7}}},"wrapped":"w"}"#;

    #[test]
    fn types_are_read_as_serde_json_reads_them() {
        let read = from_str::<Everything>(EVERYTHING);
        assert!(read.is_some());
        assert_eq!(read, serde_json::from_str(EVERYTHING).ok());
        for text in ["1", "1.5", "\"a\"", "18446744073709551615", "1e3", "-1"] {
            assert_eq!(from_str::<Either>(text), serde_json::from_str(text).ok(), "{text}");
        }
    }

    #[test]
    fn another_shape_is_refused_as_serde_json_refuses_it() {
        for (from, to) in [
            ("\"small\":1", "\"small\":256"),
            ("\"small\":1", "\"small\":-1"),
            ("\"small\":1", "\"small\":1.5"),
            ("\"small\":1", "\"small\":\"1\""),
            ("\"small\":1,", ""),
            ("18446744073709551615", "18446744073709551616"),
            ("\"text\":\"é\"", "\"text\":1"),
            ("\"letter\":\"x\"", "\"letter\":\"xy\""),
            ("\"flag\":true", "\"flag\":1"),
            ("[-1,\"a\"]", "[-1]"),
            ("\"Unit\"", "\"Other\""),
            ("\"Unit\"", "7"),
            ("{\"x\":7}", "{}"),
        ] {
            let text = EVERYTHING.replace(from, to);
            assert_ne!(text, EVERYTHING);
            assert!(serde_json::from_str::<Everything>(&text).is_err(), "{text}");
            assert_eq!(from_str::<Everything>(&text), None, "{text}");
        }
        assert_eq!(from_str::<Vec<u8>>("{}"), None);
        assert_eq!(from_str::<(u8, u8)>("[1,2,3]"), None);
    }
}
