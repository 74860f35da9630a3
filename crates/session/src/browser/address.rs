//! Addresses in the form in which the browser writes them.

/// The absolute address of the API base `base`, without a slash at its end. `base` may be a path on the page's own
/// origin. The path and the full address of an API base give the same result. Outside of a page, or if `base` is not a
/// valid address, the result is `base` without the slashes at its end.
pub fn absolute(base: &str) -> String {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    let url = origin.and_then(|origin| web_sys::Url::new_with_base(base, &origin).ok());
    url.map_or_else(|| base.to_owned(), |url| url.href()).trim_end_matches('/').to_owned()
}

/// Whether `address` is below `base`, which is an absolute address without a slash at its end. When a browser reports
/// that a policy has blocked a request, it shortens some addresses to their origin. So the result is also true if
/// `address` is the origin of `base`.
pub fn is_below(address: &str, base: &str) -> bool {
    let origin = web_sys::Url::new(base).map(|base| base.origin());
    address.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'))
        || origin.is_ok_and(|origin| address.trim_end_matches('/') == origin)
}
