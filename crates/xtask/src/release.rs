//! The release folder: built by Trunk, completed with what static hosts look for, pointed at its API.
//! It must not know who serves it, nor what it may weigh.

mod folder;
mod headers;
mod names;
mod page;
mod paths;
mod seal;
mod shrink;

pub use headers::below as headers_below;

use crate::{
    api_base::{self, ApiBase},
    process,
    public_url::PublicUrl,
    tools::Tools,
};
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What to build, and where to.
#[derive(Clone, Debug)]
pub struct Release {
    /// The folder; what an earlier build left in it is replaced.
    pub out: PathBuf,
    /// The path at which it is to be served.
    pub public_url: PublicUrl,
    /// The API that the app is to call, where it is not the one that index.html names.
    pub api_base: Option<ApiBase>,
}

impl Release {
    /// Builds it; says on the way whether it could be made as small as it should be.
    pub async fn build(&self, tools: &Tools) -> Result<()> {
        folder::ensure_replaceable(&self.out)?;
        println!("Building the release into {} …", self.out.display());
        match tools.wasm_opt() {
            Some(wasm_opt) => {
                let built = self.trunk(tools, None).await;
                // Trunk reports a download that failed as it reports an app that does not compile.
                if built.is_err() && !wasm_opt.is_here() {
                    self.without_wasm_opt(tools).await?;
                } else {
                    built?;
                }
            }
            None => self.without_wasm_opt(tools).await?,
        }
        shrink::shrink(&self.out, tools).await?;
        self.complete()
    }

    async fn without_wasm_opt(&self, tools: &Tools) -> Result<()> {
        println!(
            "Building without wasm-opt, which could not be had: the app works the same, but a first load weighs about a \
             third more. Install npm, or binaryen 119 or newer, and build again."
        );
        let page = page::WithoutWasmOpt::write()?;
        self.trunk(tools, Some(page.path())).await
    }

    async fn trunk(&self, tools: &Tools, page: Option<&Path>) -> Result<()> {
        let mut trunk = tools.trunk();
        trunk.args(["build", "--release", "--public-url", self.public_url.as_str(), "--dist"]).arg(&self.out);
        if let Some(flags) = paths::flags()? {
            trunk.env(paths::VARIABLE, flags);
        }
        if let Some(page) = page {
            trunk.arg("--html-output").arg("index.html").arg(page);
        }
        process::run(&mut trunk).await.context("The release could not be built: see above.")
    }

    /// Adds what Trunk leaves to others.
    fn complete(&self) -> Result<()> {
        let (page, headers) = (self.out.join("index.html"), self.out.join("_headers"));
        let mut html = read(&page)?;
        if let Some(base) = &self.api_base {
            let new = api_base::rewrite(&html, &read(&headers)?, base)?;
            write(&page, &new.index)?;
            write(&headers, &new.headers)?;
            html = new.index;
        }
        write(&headers, &headers::below(&self.public_url, &read(&headers)?))?;
        // The same page: most hosts send it for addresses that only the app's router knows.
        write(&self.out.join("404.html"), &html)
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("The build left no readable {}.", path.display()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("{} could not be written.", path.display()))
}
