//! Changes the part of a Content-Security-Policy that decides which APIs a page may call: the sources of `connect-src`.

/// The keyword that means the page's own origin in a policy.
pub const OWN_ORIGIN: &str = "'self'";

/// Returns whether a header with this name contains a policy. Browsers enforce the policy in
/// `Content-Security-Policy`. For the policy in `Content-Security-Policy-Report-Only`, they only report violations.
pub fn is_policy(header: &str) -> bool {
    ["content-security-policy", "content-security-policy-report-only"]
        .contains(&header.trim().to_ascii_lowercase().as_str())
}

/// Returns the policy with the source `add` in `connect-src`, and without the source `remove`.
///
/// The keyword `'none'` is also removed from `connect-src`. All other sources and directives stay, because an operator
/// may have added them by hand. The page's own origin is never removed. If the policy has a `default-src` but no
/// `connect-src`, a `connect-src` is added. Without it, the `default-src` would apply, which may forbid the connection.
pub fn connect_to(policy: &str, add: &str, remove: Option<&str>) -> String {
    let mut found = false;
    let mut restricted = false;
    let mut directives: Vec<String> = Vec::new();
    for directive in policy.split(';').map(str::trim).filter(|text| !text.is_empty()) {
        let mut words = directive.split_whitespace();
        let name = words.next().unwrap_or_default().to_ascii_lowercase();
        restricted |= name == "default-src";
        // If several directives have the same name, browsers use the first one and ignore the others.
        if name == "connect-src" && !found {
            found = true;
            let sources = words
                .filter(|word| !word.eq_ignore_ascii_case("'none'"))
                .filter(|word| remove.is_none_or(|old| old == OWN_ORIGIN || !word.eq_ignore_ascii_case(old)));
            directives.push(with_source(sources, add));
        } else {
            directives.push(directive.to_owned());
        }
    }
    if restricted && !found {
        // The page fetches its own wasm, so its own origin must be allowed even if the API has another origin.
        directives.push(with_source([OWN_ORIGIN].into_iter(), add));
    }
    directives.join("; ")
}

fn with_source<'a>(sources: impl Iterator<Item = &'a str>, add: &'a str) -> String {
    let mut all: Vec<&str> = sources.collect();
    if !all.iter().any(|source| source.eq_ignore_ascii_case(add)) {
        all.push(add);
    }
    format!("connect-src {}", all.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: Option<&str> = Some("http://localhost:8080");

    #[test]
    fn the_old_origin_is_replaced_and_the_rest_stays() {
        let policy =
            "default-src 'none'; connect-src 'self' http://localhost:8080 https://errors.example.org; img-src 'self'";
        assert_eq!(
            connect_to(policy, "https://api.example.org", OLD),
            "default-src 'none'; connect-src 'self' https://errors.example.org https://api.example.org; img-src 'self'"
        );
    }

    #[test]
    fn the_own_origin_is_listed_once_and_never_removed() {
        assert_eq!(connect_to("connect-src 'self' http://localhost:8080", OWN_ORIGIN, OLD), "connect-src 'self'");
        assert_eq!(
            connect_to("connect-src 'self'", "https://api.example.org", Some(OWN_ORIGIN)),
            "connect-src 'self' https://api.example.org"
        );
    }

    #[test]
    fn none_is_removed_when_a_source_is_added() {
        assert_eq!(connect_to("connect-src 'none'", "https://a.example", None), "connect-src https://a.example");
    }

    #[test]
    fn a_missing_directive_is_added_if_default_src_forbids_the_connection() {
        assert_eq!(
            connect_to("default-src 'none'", "https://a.example", None),
            "default-src 'none'; connect-src 'self' https://a.example"
        );
        assert_eq!(connect_to("frame-ancestors 'none'", "https://a.example", None), "frame-ancestors 'none'");
    }
}
