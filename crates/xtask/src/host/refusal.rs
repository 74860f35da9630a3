//! Which addresses a refusal hits, for tests that want to see the app without one of its files.
//! It must not know why a file is refused, nor what is answered instead.

/// Whether a refused suffix hits a request.
///
/// The path must end with the suffix. Where the suffix has a `?`, what follows it must begin the query: so
/// `boot.js?js=` hits the script as a worker asks for it, and `boot.js` hits it however it is asked for.
pub fn hits(suffix: &str, path: &str, query: &str) -> bool {
    match suffix.split_once('?') {
        Some((path_end, query_start)) => {
            path.ends_with(path_end) && !query.is_empty() && query.starts_with(query_start)
        }
        None => path.ends_with(suffix),
    }
}

#[cfg(test)]
mod tests {
    use super::hits;

    #[test]
    fn a_path_alone_hits_with_and_without_a_query() {
        assert!(hits("boot.js", "/app/boot.js", ""));
        assert!(hits(".wasm", "/a_bg.wasm", "v=1"));
        assert!(!hits("boot.js", "/boot.json", ""));
    }

    #[test]
    fn a_query_hits_only_what_is_asked_so() {
        assert!(hits("boot.js?js=", "/boot.js", "js=/a.js&wasm=/a.wasm"));
        assert!(!hits("boot.js?js=", "/boot.js", ""));
        assert!(!hits("boot.js?js=", "/boot.js", "wasm=1"));
    }
}
