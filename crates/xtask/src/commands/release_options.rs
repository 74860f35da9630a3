//! The options of the commands that build a release: where it will be served, and which API it will call.

use crate::{api_base::ApiBase, public_url::PublicUrl};

/// Where a release will be served, and which API it will call.
#[derive(Clone, Debug, clap::Args)]
pub struct Target {
    /// The path at which the app is served, such as `/app/`
    #[arg(long, value_name = "PATH", default_value_t)]
    pub public_url: PublicUrl,
    /// The API that the app calls, such as `https://api.example.org/api`, or `/api` for the app's own origin
    ///
    /// It is written into index.html and into the policy in _headers. Without this option both stay as in the sources.
    #[arg(long, value_name = "URL")]
    pub api_base: Option<ApiBase>,
}
