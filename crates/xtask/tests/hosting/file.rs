//! One file of a release, and how a web server must send it.

use xtask::{
    encoding::{brotli, gzip},
    release::mark_of,
};

const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// One file of a release.
pub struct File {
    /// The name of the file.
    pub name: String,
    /// The content of the file.
    pub content: Vec<u8>,
}

impl File {
    /// Returns the value of `Cache-Control`. Browsers may keep a file with a hash in its name for a year, and must ask
    /// each time for every other file.
    pub fn cache_control(&self) -> &'static str {
        if mark_of(&self.name).is_some() { IMMUTABLE } else { "no-cache" }
    }

    /// Returns the permitted media types.
    ///
    /// # Panics
    /// If the ending of the name is not known.
    pub fn types(&self) -> &'static [&'static str] {
        match self.name.rsplit('.').next().unwrap_or_default() {
            "css" => &["text/css"],
            "html" => &["text/html"],
            "js" => &["text/javascript", "application/javascript"],
            "svg" => &["image/svg+xml"],
            "txt" => &["text/plain"],
            "wasm" => &["application/wasm"],
            other => panic!("the media type of `.{other}` is not known"),
        }
    }

    /// Returns the compressed copy for an encoding, which is `br` or `gzip`. `None` if the copy would not be smaller
    /// than the file. A build leaves out such a copy.
    pub fn copy(&self, encoding: &str) -> Option<Vec<u8>> {
        let copy = if encoding == "br" { brotli(&self.content) } else { gzip(&self.content) };
        Some(copy).filter(|copy| copy.len() < self.content.len())
    }
}
