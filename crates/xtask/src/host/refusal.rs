//! Decides which requests the host refuses. Tests let it refuse requests to see how the app behaves without one of its
//! files.

/// Returns whether a refused suffix matches a request.
///
/// The path must end with the suffix. If the suffix contains a `?`, the path must end with the part before the `?`, and
/// the query must begin with the part after it. So `boot.js?js=` matches the request of the worker for this script, and
/// `boot.js` matches every request for it.
pub fn matches(suffix: &str, path: &str, query: &str) -> bool {
    match suffix.split_once('?') {
        Some((path_end, query_start)) => {
            path.ends_with(path_end) && !query.is_empty() && query.starts_with(query_start)
        }
        None => path.ends_with(suffix),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_suffix_without_a_query_matches_with_and_without_a_query() {
        assert!(matches("boot.js", "/app/boot.js", ""));
        assert!(matches(".wasm", "/a_bg.wasm", "v=1"));
        assert!(!matches("boot.js", "/boot.json", ""));
    }

    #[test]
    fn a_suffix_with_a_query_matches_only_this_query() {
        assert!(matches("boot.js?js=", "/boot.js", "js=/a.js&wasm=/a.wasm"));
        assert!(!matches("boot.js?js=", "/boot.js", ""));
        assert!(!matches("boot.js?js=", "/boot.js", "wasm=1"));
    }
}
