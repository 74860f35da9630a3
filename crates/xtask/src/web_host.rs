//! The hosts for which a build can write the configuration.

use clap::ValueEnum;

/// A host for static files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WebHost {
    /// nginx, on a server of your own
    Nginx,
    /// Caddy, on a server of your own
    Caddy,
    /// Netlify
    Netlify,
    /// Cloudflare Pages
    Cloudflare,
    /// Vercel
    Vercel,
    /// GitHub Pages, which sends no headers of yours
    GithubPages,
}
