//! A small JSON reader for response bodies and stored records. It reads a text into a tree.

mod typed;

use std::ops::Index;

pub use typed::from_str;

/// How deeply values may be nested. The innermost value counts as a level, too. Without this limit, a hostile body
/// could overflow the stack.
const DEPTH: u8 = 100;

/// A JSON value.
///
/// Apps use this type instead of `serde_json::Value`, because the float tables and the error messages of serde_json
/// would make the first load of an app larger. Tests compare the results of this reader with those of serde_json.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// The value `null`. A missing field counts as `null`, too.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number that fits into an `i64`, and that is written without a fraction or an exponent.
    Whole(i64),
    /// Any other number, as it is written in the text.
    Number(String),
    /// A string. Its escape sequences have been replaced.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object. Its fields are in the order of the text.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a text. `None` if it is not JSON, or if it is nested too deeply.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { text, at: 0 };
        let json = reader.value(DEPTH)?;
        reader.next_token().is_none().then_some(json)
    }

    /// The text of a [`Json::Text`]. `None` for every other value.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The flag of a [`Json::Bool`]. `None` for every other value.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Json::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The number of a [`Json::Whole`]. `None` for every other value, including the number `1.0`.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Json::Whole(number) => Some(*number),
            _ => None,
        }
    }

    /// The number, if this value is a [`Json::Whole`] and not negative. Otherwise `None`.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_i64().and_then(|number| u64::try_from(number).ok())
    }

    /// The items of the list. Empty if the value is not a list.
    pub fn items(&self) -> &[Json] {
        match self {
            Json::List(items) => items,
            _ => &[],
        }
    }
}

/// Returns the field with this name, or [`Json::Null`] if there is no such field or the value is not an object. If
/// several fields have the name, returns the last one.
impl Index<&str> for Json {
    type Output = Json;

    fn index(&self, name: &str) -> &Json {
        let fields = match self {
            Json::Object(fields) => fields.as_slice(),
            _ => &[],
        };
        fields.iter().rev().find(|(field, _)| field == name).map_or(&Json::Null, |(_, json)| json)
    }
}

/// A text, and the position of the reader in it. A method returns `None` if the text ends too early or is not JSON.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    /// Skips white space, and reads the next byte.
    fn next_token(&mut self) -> Option<u8> {
        loop {
            match self.next()? {
                b' ' | b'\t' | b'\n' | b'\r' => {}
                byte => return Some(byte),
            }
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn eat_all(&mut self, word: &str) -> Option<()> {
        word.bytes().all(|byte| self.eat(byte)).then_some(())
    }

    fn value(&mut self, depth: u8) -> Option<Json> {
        let deeper = depth.checked_sub(1)?;
        Some(match self.next_token()? {
            b'n' => self.eat_all("ull").map(|()| Json::Null)?,
            b't' => self.eat_all("rue").map(|()| Json::Bool(true))?,
            b'f' => self.eat_all("alse").map(|()| Json::Bool(false))?,
            b'"' => Json::Text(self.string()?),
            b'[' => {
                let mut items = Vec::new();
                self.members(b']', |reader| {
                    items.push(reader.value(deeper)?);
                    Some(())
                })?;
                Json::List(items)
            }
            b'{' => {
                let mut fields = Vec::new();
                self.members(b'}', |reader| {
                    let name = (reader.next_token()? == b'"').then(|| reader.string())??;
                    (reader.next_token()? == b':').then_some(())?;
                    fields.push((name, reader.value(deeper)?));
                    Some(())
                })?;
                Json::Object(fields)
            }
            _ => {
                self.at -= 1;
                self.number()?
            }
        })
    }

    /// Reads members that are separated by commas, up to the byte `end`. `member` reads one of them.
    fn members(&mut self, end: u8, mut member: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        if self.next_token()? == end {
            return Some(());
        }
        self.at -= 1;
        loop {
            member(self)?;
            match self.next_token()? {
                b',' => {}
                byte => return (byte == end).then_some(()),
            }
        }
    }

    /// Reads the rest of a JSON string, after its opening quote.
    fn string(&mut self) -> Option<String> {
        let mut string = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek()?, b'"' | b'\\' | ..b' ') {
                self.at += 1;
            }
            string.push_str(self.text.get(start..self.at)?);
            match self.next()? {
                b'"' => return Some(string),
                b'\\' => string.push(self.escaped()?),
                _ => return None,
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            byte @ (b'"' | b'\\' | b'/') => byte.into(),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => match self.unit()? {
                // A character above U+FFFF is escaped as two surrogates.
                high @ 0xD800..0xDC00 => {
                    self.eat_all("\\u")?;
                    let low = self.unit()?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
                    char::from_u32(0x10000 + ((high - 0xD800) << 10) + low)?
                }
                unit => char::from_u32(unit)?,
            },
            _ => return None,
        })
    }

    /// Reads four hexadecimal digits, which are one UTF-16 code unit.
    fn unit(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |unit, _| Some(unit * 16 + char::from(self.next()?).to_digit(16)?))
    }

    fn number(&mut self) -> Option<Json> {
        let start = self.at;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        let whole = self.text.get(start..self.at)?;
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        let is_whole = whole.len() == self.at - start;
        let number = || Json::Number(self.text[start..self.at].to_owned());
        Some(whole.parse().ok().filter(|_| is_whole).map_or_else(number, Json::Whole))
    }

    /// Reads one or more digits.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

#[cfg(test)]
mod tests;
