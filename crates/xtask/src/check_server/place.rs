//! Where the API and the app are, and what browsers make of the two.
//! It must not know what is asked there.

use crate::api_base::ApiBase;
use anyhow::{Context, Result, ensure};
use std::{net::IpAddr, str::FromStr};
use url::Url;

/// An API and the app that is to call it.
#[derive(Clone, Debug)]
pub struct Place {
    api: Url,
    app: Url,
}

/// How near the two are, for cookies and for CORS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearness {
    /// The same origin: no CORS, and every cookie is sent.
    SameOrigin,
    /// The same site: cookies are sent, answers need CORS.
    SameSite,
    /// Two sites: browsers send only cookies that ask for it, and some not even those.
    CrossSite,
}

/// The app's origin, as a browser writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(Url);

impl Place {
    /// Takes the two addresses.
    pub fn new(api: &ApiBase, app: &Origin) -> Result<Self> {
        let text = api.to_string();
        ensure!(
            !text.starts_with('/'),
            "`{text}` is a path, and this needs the server's full address, such as http://localhost:8080/api."
        );
        let api = Url::parse(&text).with_context(|| format!("`{text}` is no address"))?;
        Ok(Self { api, app: app.0.clone() })
    }

    /// The API base, without a slash at its end.
    pub fn api(&self) -> &str {
        self.api.as_str().trim_end_matches('/')
    }

    /// The app's origin, as a browser sends it.
    pub fn origin(&self) -> String {
        self.app.origin().ascii_serialization()
    }

    /// The path of a call: the base's own and the call's.
    pub fn path(&self, call: &str) -> String {
        format!("{}{call}", self.base_path())
    }

    /// The path of the API base, without a slash at its end.
    pub fn base_path(&self) -> &str {
        self.api.path().trim_end_matches('/')
    }

    /// The API's host.
    pub fn host(&self) -> &str {
        self.api.host_str().unwrap_or_default()
    }

    /// Whether the API is reached by https.
    pub fn is_https(&self) -> bool {
        self.api.scheme() == "https"
    }

    /// Whether the app is on https.
    pub fn is_app_https(&self) -> bool {
        self.app.scheme() == "https"
    }

    /// Whether the API is on this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(self.host())
    }

    /// How near API and app are.
    pub fn nearness(&self) -> Nearness {
        if self.api.origin() == self.app.origin() {
            return Nearness::SameOrigin;
        }
        let of = |url: &Url| (url.scheme().to_owned(), site(url.host_str().unwrap_or_default()).to_owned());
        if of(&self.api) == of(&self.app) { Nearness::SameSite } else { Nearness::CrossSite }
    }
}

impl FromStr for Origin {
    type Err = anyhow::Error;

    fn from_str(given: &str) -> Result<Self> {
        let example = "give scheme, host and port, such as http://localhost:8081";
        let url = Url::parse(given).with_context(|| format!("`{given}` is no origin: {example}"))?;
        let bare = url.path() == "/" && url.query().is_none() && url.username().is_empty();
        ensure!(matches!(url.scheme(), "http" | "https") && bare, "`{given}` is no origin: {example}.");
        Ok(Self(url))
    }
}

/// What browsers take for one site: the domain that somebody could register, or the host itself where it has none.
fn site(host: &str) -> &str {
    if address(host).is_some() { host } else { psl::domain_str(host).unwrap_or(host) }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || address(host).is_some_and(|ip| ip.is_loopback())
}

fn address(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

#[cfg(test)]
pub(super) fn place(api: &str, app: &str) -> Place {
    let (api, app) = (api.parse().expect("an API base"), app.parse().expect("an origin"));
    Place::new(&api, &app).expect("two addresses")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_go_by_scheme_and_registrable_domain() {
        for (api, app, nearness) in [
            ("https://a.example.org/api", "https://a.example.org", Nearness::SameOrigin),
            ("http://localhost:8080/api", "http://localhost:8081", Nearness::SameSite),
            ("http://127.0.0.1:8080/api", "http://localhost:8081", Nearness::CrossSite),
            ("https://api.example.co.uk/v1", "https://app.example.co.uk", Nearness::SameSite),
            ("https://one.co.uk/v1", "https://two.co.uk", Nearness::CrossSite),
            ("https://api.herokuapp.com", "https://app.herokuapp.com", Nearness::CrossSite),
            ("http://api.example.org", "https://example.org", Nearness::CrossSite),
            ("http://10.0.0.1/api", "http://10.0.0.1:81", Nearness::SameSite),
            ("http://10.0.0.1/api", "http://11.0.0.1", Nearness::CrossSite),
        ] {
            assert_eq!(place(api, app).nearness(), nearness, "{api} {app}");
        }
    }

    #[test]
    fn calls_are_below_the_base() {
        let place = place("https://API.example.org/v1/", "https://example.org:443/");
        assert_eq!(
            (place.path("/auth/signin").as_str(), place.api()),
            ("/v1/auth/signin", "https://api.example.org/v1")
        );
        assert_eq!(place.origin(), "https://example.org");
        assert!(place.is_https() && place.is_app_https() && !place.is_loopback());
    }

    #[test]
    fn what_is_no_origin_and_what_is_no_full_address_is_refused() {
        for given in ["localhost:8081", "*", "http://a/b", "ftp://a", "http://u@a", ""] {
            assert!(given.parse::<Origin>().is_err(), "{given}");
        }
        let app = "http://localhost:8081".parse().expect("an origin");
        assert!(Place::new(&"/api".parse().expect("a base"), &app).is_err());
    }
}
