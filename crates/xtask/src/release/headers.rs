//! The name of the `_headers` file of a release. If the app is served below a path such as `/app/`, this module adds
//! that path to the text of the file.

use crate::public_url::PublicUrl;

/// The name of the file with the response headers. Hosts may read this file, and must not send it to visitors.
pub const FILE: &str = "_headers";

/// Puts the app's path in front of each path in `headers`, the text of a `_headers` file. Returns the new text.
///
/// This is necessary because hosts compare the paths in the file with the whole path of a request.
pub fn below(public_url: &PublicUrl, headers: &str) -> String {
    let prefix = public_url.as_str().trim_end_matches('/');
    // Only lines with a path begin with a slash: headers are indented, comments begin with `#`.
    headers
        .lines()
        .map(|line| if line.starts_with('/') { format!("{prefix}{line}\n") } else { format!("{line}\n") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::below;

    const HEADERS: &str = "# Paths: /*\n/*\n  Link: </a.css>; rel=preload\n\n/\n  Cache-Control: no-cache\n/app-*\n\tX-Robots-Tag: none\n";

    fn at(path: &str) -> String {
        below(&path.parse().expect("a path"), HEADERS)
    }

    #[test]
    fn each_path_gets_the_prefix_and_nothing_else_does() {
        assert_eq!(
            at("/a/portal/"),
            "# Paths: /*\n/a/portal/*\n  Link: </a.css>; rel=preload\n\n/a/portal/\n  Cache-Control: no-cache\n\
             /a/portal/app-*\n\tX-Robots-Tag: none\n"
        );
    }

    #[test]
    fn at_the_root_nothing_changes() {
        assert_eq!(at("/"), HEADERS);
    }
}
