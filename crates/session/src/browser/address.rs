//! Addresses as the browser writes them.

/// The absolute address of an API base, which may be a path of the page's own origin; without a slash at its end. The same
/// place gives the same text, however it was written.
pub fn absolute(base: &str) -> String {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    let url = origin.and_then(|origin| web_sys::Url::new_with_base(base, &origin).ok());
    url.map_or_else(|| base.to_owned(), |url| url.href()).trim_end_matches('/').to_owned()
}

/// Whether `address`, as the browser names it, lies below `base`, an absolute address without a slash at its end; or is the
/// origin of `base`, where the browser says no more.
pub fn is_below(address: &str, base: &str) -> bool {
    let origin = web_sys::Url::new(base).map(|base| base.origin());
    address.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'))
        || origin.is_ok_and(|origin| address.trim_end_matches('/') == origin)
}
