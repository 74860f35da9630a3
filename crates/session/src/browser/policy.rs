//! What the page's security policy keeps it from calling.

use js_sys::Reflect;

/// The address that an enforced policy has just kept the page from, where the event is about a call.
pub(crate) fn blocked_call(violation: &web_sys::Event) -> Option<String> {
    let text = |name: &str| Reflect::get(violation, &name.into()).ok()?.as_string();
    let enforced = text("disposition").as_deref() == Some("enforce");
    let call = text("effectiveDirective").as_deref() == Some("connect-src");
    (enforced && call).then(|| text("blockedURI")).flatten()
}
