//! One file as it is served: its bytes, its type, its tag, and its encodings, each made once.
//! It must not know its own path, nor the headers that go with it.

use crate::encoding::{self, Effort};
use axum::body::Bytes;
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::OnceLock,
};

/// How a body is encoded on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `br`
    Brotli,
    /// `gzip`
    Gzip,
    /// As it is.
    Plain,
}

impl Encoding {
    /// The best that a client accepts.
    pub fn negotiate(accept: &str) -> Self {
        let accepts = |name: &str| {
            accept.split(',').any(|item| {
                let (encoding, weight) = item.split_once(';').unwrap_or((item, ""));
                let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
                encoding.trim().eq_ignore_ascii_case(name) && !refused
            })
        };
        if accepts("br") {
            Self::Brotli
        } else if accepts("gzip") {
            Self::Gzip
        } else {
            Self::Plain
        }
    }

    /// The value of `Content-Encoding`, where there is one.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Plain => None,
        }
    }
}

/// One file of a release folder.
#[derive(Debug)]
pub struct File {
    plain: Bytes,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
    /// The value of `Content-Type`.
    pub kind: &'static str,
    /// The value of `ETag`: weak, since the encodings of one file share it.
    pub tag: String,
}

impl File {
    /// A file of that name with these bytes.
    pub fn new(name: &str, bytes: Vec<u8>) -> Self {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        Self {
            plain: bytes.into(),
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
            kind: kind(name),
            tag: format!("W/\"{:016x}\"", hasher.finish()),
        }
    }

    /// The bytes as they are.
    pub fn plain(&self) -> &[u8] {
        &self.plain
    }

    /// The bytes as text, where they are.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.plain).ok()
    }

    /// The bytes in that encoding. The first time it takes a while: not for a thread that must not block.
    pub fn body(&self, encoding: Encoding) -> Bytes {
        match encoding {
            Encoding::Plain => self.plain.clone(),
            Encoding::Gzip => self.gzip.get_or_init(|| encoding::gzip(&self.plain).into()).clone(),
            Encoding::Brotli => {
                self.brotli.get_or_init(|| encoding::brotli(&self.plain, Effort::Served).into()).clone()
            }
        }
    }

    /// Whether hosts compress this type; pictures and fonts are compressed already.
    pub fn compressible(&self) -> bool {
        self.kind.starts_with("text/") || self.kind.starts_with("application/") || self.kind == "image/svg+xml"
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        // Anything else than this type, and browsers refuse to compile the wasm while it arrives.
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_accepted_encoding_wins() {
        assert_eq!(Encoding::negotiate("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(Encoding::negotiate("gzip;q=0.5, br;q=0"), Encoding::Gzip);
        assert_eq!(Encoding::negotiate("identity"), Encoding::Plain);
        assert_eq!(Encoding::negotiate(""), Encoding::Plain);
    }

    #[test]
    fn the_tag_follows_the_bytes() {
        let (one, same, other) = (File::new("a", vec![1]), File::new("b", vec![1]), File::new("a", vec![2]));
        assert_eq!(one.tag, same.tag);
        assert_ne!(one.tag, other.tag);
    }
}
