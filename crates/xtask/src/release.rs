//! Builds the release folder: runs Trunk, splits the program, makes the files smaller, adds the files that static hosts
//! need, writes the API base, and writes the compressed copies.

mod build_std;
mod demo;
mod folder;
mod headers;
mod inline;
mod integrity;
mod loader;
mod names;
mod parts;
mod precompressed;
mod rustflags;
mod shared_part;
mod shrink;
mod split;
mod wasm_opt_settings;

pub use demo::make_demo;
pub use headers::{FILE as HEADERS, below as headers_below};
pub use integrity::{mark_of, value as integrity_of};
pub use parts::part_of;
pub use precompressed::{
    ENDINGS as COPY_ENDINGS, copy_of, is_copy, write as write_copies, write_copies as write_copies_of,
};
pub use split::run_as_wasm_bindgen;

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

/// What to build, and into which folder.
#[derive(Clone, Debug)]
pub struct Release {
    /// The folder into which the release is built. If it contains an earlier build, the new build replaces those files.
    pub out: PathBuf,
    /// The path at which the release will be served.
    pub public_url: PublicUrl,
    /// The API that the app calls. `None` means the API that index.html names.
    pub api_base: Option<ApiBase>,
    /// Whether the standard library is built anew, without the texts of panics. This needs the tools of
    /// [`Tools::for_smallest_releases`].
    pub smallest: bool,
}

impl Release {
    /// Builds the release. Prints a note if it is built without wasm-opt.
    ///
    /// # Errors
    /// If the folder may not be replaced, or if the build fails.
    pub async fn build(&self, tools: &Tools) -> Result<()> {
        folder::ensure_replaceable(&self.out)?;
        println!("Building the release into {} …", self.out.display());
        match tools.wasm_opt() {
            Some(wasm_opt) => {
                let built = self.trunk(tools, None).await;
                // A build can fail because the app does not compile, or because Trunk could not download wasm-opt.
                // Trunk reports both failures in the same way. If wasm-opt is still missing after a failed build, the
                // download may have failed. In this case, the app is built again without wasm-opt.
                if built.is_err() && !wasm_opt.is_here() {
                    self.without_wasm_opt(tools).await?;
                } else {
                    built?;
                }
            }
            None => self.without_wasm_opt(tools).await?,
        }
        parts::add(&self.out, tools).await?;
        shrink::shrink(&self.out, tools).await?;
        inline::inline(&self.out)?;
        self.complete()?;
        precompressed::write(&self.out)
    }

    async fn without_wasm_opt(&self, tools: &Tools) -> Result<()> {
        println!(
            "Building without wasm-opt, which is not available: the app works the same, but a first load is about a third \
             larger. Install npm, or binaryen 119 or newer, and build again."
        );
        let page = wasm_opt_settings::WithoutWasmOpt::write()?;
        self.trunk(tools, Some(page.path())).await
    }

    async fn trunk(&self, tools: &Tools, page: Option<&Path>) -> Result<()> {
        let mut trunk = tools.trunk_that_splits()?;
        trunk.args(["build", "--release", "--features", split::FEATURE, "--public-url", self.public_url.as_str()]);
        trunk.arg("--dist").arg(&self.out).env(rustflags::VARIABLE, rustflags::all(self.smallest)?);
        if self.smallest {
            trunk.envs(build_std::ENVIRONMENT);
        }
        if let Some(page) = page {
            trunk.arg("--html-output").arg("index.html").arg(page);
        }
        process::run(&mut trunk).await.context("The release could not be built: see above.")
    }

    /// If there is an API base, writes it into index.html and into the `_headers` file. Puts the public path in front
    /// of the paths in the `_headers` file. Writes 404.html.
    fn complete(&self) -> Result<()> {
        let (page, headers) = (self.out.join("index.html"), self.out.join(HEADERS));
        let mut html = read(&page)?;
        if let Some(base) = &self.api_base {
            let new = api_base::rewrite(&html, &read(&headers)?, base)?;
            write(&page, &new.index)?;
            write(&headers, &new.headers)?;
            html = new.index;
        }
        write(&headers, &headers::below(&self.public_url, &read(&headers)?))?;
        // 404.html has the same content as index.html. Many hosts send 404.html for a path that has no file, and such a
        // path may be a page that only the app's router knows.
        write(&self.out.join("404.html"), &html)
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("The build has not written a readable {}.", path.display()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("{} could not be written.", path.display()))
}
