//! What `cargo xtask build` does.

use super::Build;
use crate::commands::release_options::Target;
use crate::{
    api_base::{self, ApiBase},
    hosting::{self, Site},
    project,
    public_url::PublicUrl,
    release::{self, Release},
    size::{Budget, Sizes},
    tools::Tools,
};
use anyhow::{Context, Result};
use std::{
    fs,
    io::{self, Write},
};

impl Build {
    /// Builds the release folder, and prints its size. A size above the limit is no error.
    pub async fn run(self) -> Result<()> {
        let out = match self.out {
            // The path is relative to the folder in which the person has started the command, but Trunk runs in the
            // root folder.
            Some(out) => std::path::absolute(out).context("The name of the folder is not valid.")?,
            None => project::root().join("dist"),
        };
        let tools = match self.smallest {
            true => Tools::for_smallest_releases().await?,
            false => Tools::for_releases().await?,
        };
        let Target { public_url, api_base } = self.target;
        let folder = match self.host {
            Some(_) => hosting::release_in(&out, &public_url),
            None => out.clone(),
        };
        let release = Release { out: folder, public_url, api_base, smallest: self.smallest };
        release.build(&tools).await?;
        if self.demo {
            release::make_demo(&release.out, &release.public_url)?;
        }
        let page =
            fs::read_to_string(release.out.join("index.html")).context("The build has no readable index.html.")?;
        let api_base = api_base::named(&page)?.context("The `api-base` in index.html is not valid.")?;
        // In a demo, the visitor's browser answers the calls of the API, so the host has nothing to pass on.
        let api_base = Some(&api_base).filter(|_| !self.demo);
        let configuration = match self.host {
            Some(host) => {
                let site = Site { folder: &out, public_url: &release.public_url, api_base };
                Some(hosting::write(host, &site)?)
            }
            None => None,
        };
        let budget = Budget::read()?;
        let sizes = Sizes::of(&release.out, &budget)?;
        println!("\n{sizes}\n");
        if !self.demo {
            println!("Budget: {}.", budget.verdict(&sizes));
        }
        println!("The release is in {}, to be served at {}.", release.out.display(), release.public_url);
        if let Some((file, note)) = configuration {
            println!("The configuration of the host is {}. {note}", file.display());
        }
        if self.demo {
            println!("{}", demo_hint(&release.public_url));
        }
        warn(api_base, io::stderr()).context("The warning could not be printed.")
    }
}

/// Writes a warning if visitors of the app cannot or should not use this API. `None` stands for a demo, which has no
/// API.
///
/// # Errors
/// If `output` cannot be written to.
fn warn(api_base: Option<&ApiBase>, mut output: impl Write) -> io::Result<()> {
    match api_base.and_then(ApiBase::concern) {
        Some(concern) => writeln!(output, "warning: {concern}"),
        None => Ok(()),
    }
}

/// Returns what a person can do with a demo.
fn demo_hint(public_url: &PublicUrl) -> String {
    format!(
        "It is a demo, which needs no server. Copy the folder to any host for static files that has https, and open it at \
         {public_url}. `cargo xtask preview --demo` shows it on this machine. Sign in as user, moderator or admin; the password \
         is evergreen."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what [`warn`] writes for a page that names this API.
    fn warning(api: &str) -> String {
        let page = format!(r#"<meta name="api-base" content="{api}">"#);
        let api_base = api_base::named(&page).expect("a page with the tag");
        let mut output = Vec::new();
        warn(api_base.as_ref(), &mut output).expect("written");
        String::from_utf8(output).expect("a text")
    }

    #[test]
    fn a_build_warns_of_an_api_that_visitors_cannot_use() {
        for (api, reason) in
            [("http://localhost:8080/api", "own machine"), ("http://api.example.org/api", "without https")]
        {
            let text = warning(api);
            assert!(text.starts_with("warning: ") && text.contains(api) && text.contains(reason), "{text}");
        }
        assert_eq!((warning("/api"), warning("https://api.example.org/api")), (String::new(), String::new()));
    }
}
