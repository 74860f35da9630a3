//! The addresses of the API and the app, and how browsers treat them.

use crate::api_base::ApiBase;
use anyhow::{Context, Result, ensure};
use std::{net::IpAddr, str::FromStr};
use url::Url;

/// The API base to check, and the origin of the app that will use it.
#[derive(Clone, Debug)]
pub struct Target {
    pub(super) api: Url,
    pub(super) app: Url,
}

/// The origin of the app: scheme, host and port. It is parsed from a text such as `http://localhost:8081`.
#[derive(Clone, Debug)]
pub struct Origin(Url);

impl Target {
    /// Creates a target from the API base and the origin of the app.
    ///
    /// # Errors
    /// If the API base is a path instead of a full address, or cannot be parsed as an address.
    pub fn new(api: &ApiBase, app: &Origin) -> Result<Self> {
        let text = api.to_string();
        ensure!(
            !text.starts_with('/'),
            "`{text}` is a path. Give the server's full address, such as http://localhost:8080/api."
        );
        let api = Url::parse(&text).with_context(|| format!("`{text}` is not an address"))?;
        Ok(Self { api, app: app.0.clone() })
    }

    /// Returns the API base, without a slash at its end.
    pub fn api(&self) -> &str {
        self.api.as_str().trim_end_matches('/')
    }

    /// Returns the app's origin as a text, as browsers send it in the header `Origin`.
    pub fn origin(&self) -> String {
        self.app.origin().ascii_serialization()
    }

    /// Returns the whole path of a request: the path of the API base, followed by `call`.
    pub(super) fn path(&self, call: &str) -> String {
        format!("{}{call}", self.api.path().trim_end_matches('/'))
    }

    /// Returns whether the API uses HTTPS.
    pub(super) fn is_https(&self) -> bool {
        self.api.scheme() == "https"
    }

    /// Returns whether the API is on this machine.
    pub(super) fn is_loopback(&self) -> bool {
        let host = host(&self.api);
        host == "localhost" || host.ends_with(".localhost") || address(host).is_some_and(|ip| ip.is_loopback())
    }

    /// Returns whether the app and the API have the same origin. Then CORS does not apply.
    pub(super) fn is_own_origin(&self) -> bool {
        self.api.origin() == self.app.origin()
    }

    /// Returns whether the app and the API are on the same site: their schemes and their registrable domains are the
    /// same. The attribute `SameSite` of a cookie then has no effect on the app's requests.
    pub(super) fn is_same_site(&self) -> bool {
        self.api.scheme() == self.app.scheme() && site(&self.api) == site(&self.app)
    }
}

impl FromStr for Origin {
    type Err = anyhow::Error;

    fn from_str(given: &str) -> Result<Self> {
        let example = "give scheme, host and port, such as http://localhost:8081";
        let url = Url::parse(given).with_context(|| format!("`{given}` is not an origin: {example}"))?;
        let bare = url.path() == "/" && url.query().is_none() && url.username().is_empty();
        ensure!(matches!(url.scheme(), "http" | "https") && bare, "`{given}` is not an origin: {example}.");
        Ok(Self(url))
    }
}

pub(super) fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

fn site(url: &Url) -> &str {
    let host = host(url);
    if address(host).is_some() { host } else { psl::domain_str(host).unwrap_or(host) }
}

fn address(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_and_origins_are_compared_as_in_browsers() {
        for (api, app, own_origin, same_site) in [
            ("https://A.example.org/api", "https://a.example.org:443/", true, true),
            ("http://localhost:8080/api", "http://localhost:8081", false, true),
            ("http://127.0.0.1:8080/api", "http://localhost:8081", false, false),
            ("https://api.example.co.uk/v1", "https://app.example.co.uk", false, true),
            ("https://one.co.uk/v1", "https://two.co.uk", false, false),
            ("https://api.herokuapp.com", "https://app.herokuapp.com", false, false),
            ("http://api.example.org", "https://example.org", false, false),
            ("http://10.0.0.1/api", "http://10.0.0.1:81", false, true),
            ("http://10.0.0.1/api", "http://11.0.0.1", false, false),
        ] {
            let target =
                Target::new(&api.parse().expect("an API base"), &app.parse().expect("an origin")).expect("two");
            assert_eq!((target.is_own_origin(), target.is_same_site()), (own_origin, same_site), "{api} {app}");
        }
        for given in ["localhost:8081", "*", "http://a/b", "ftp://a", "http://u@a", ""] {
            assert!(given.parse::<Origin>().is_err(), "{given}");
        }
    }
}
