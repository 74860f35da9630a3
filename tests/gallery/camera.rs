//! A camera, which takes each state whole, and for the README as one sees it at first.
//! It must not know how one gets into a state.

use std::path::{Path, PathBuf};

use crate::stage::Stage;
use crate::state::Group;
use crate::tour::tour;
use crate::view::{View, Width};

/// The README's pictures: each one's name, its state, and whether it is dark.
const README: [(&str, &str, bool); 3] = [
    ("home-light", "home-signed-in", false),
    ("home-dark", "home-signed-in", true),
    ("burst", "activity-burst", false),
];

fn photograph(group: Group) {
    let all = folder("EVERGREEN_PICTURES")
        .expect("EVERGREEN_PICTURES names no folder for the pictures: run `cargo xtask screenshots`");
    let readme = folder("EVERGREEN_README_PICTURES");
    tour(group, async |s, state, view| {
        take(s, view, &all.join(format!("{}-{}.png", state.name, view.name()))).await;
        let chosen =
            README.iter().find(|&&(_, name, dark)| name == state.name && view == View { width: Width::Wide, dark });
        if let (Some(folder), Some((name, ..))) = (&readme, chosen) {
            keep(s, &folder.join(format!("{name}.png"))).await;
        }
    });
}

/// Takes the whole page, however high.
async fn take(s: &Stage, view: View, file: &Path) {
    let (width, height) = view.width.size();
    let whole = s.page().script("return document.documentElement.scrollHeight", vec![]).await;
    let whole = u32::try_from(whole.as_u64().expect("a height")).expect("a page of some height");
    s.browser.set_size(width, whole.max(height)).await;
    keep(s, file).await;
    s.browser.set_size(width, height).await;
}

/// Keeps what is to be seen.
async fn keep(s: &Stage, file: &Path) {
    let picture = s.browser.client.screenshot().await.expect("a picture");
    std::fs::write(file, picture).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

/// The folder that the environment names, made if missing.
fn folder(variable: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os(variable)?);
    std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    Some(folder)
}

mod pictures {
    for_each_group!(photograph);
}
