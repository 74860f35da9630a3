//! Requests that the page's content security policy has blocked.

use js_sys::Reflect;

/// The address of the request that the policy has blocked. `None` if the event is not about a request of a script
/// (`connect-src`), or if the policy only reports violations and does not block them.
pub(crate) fn blocked_call(violation: &web_sys::Event) -> Option<String> {
    let text = |name: &str| Reflect::get(violation, &name.into()).ok()?.as_string();
    let enforced = text("disposition").as_deref() == Some("enforce");
    let call = text("effectiveDirective").as_deref() == Some("connect-src");
    (enforced && call).then(|| text("blockedURI")).flatten()
}
