//! Takes a picture of every state in every view, so that people can look at all states. Also takes the pictures for the
//! README.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::state::Group;
use crate::test_system::TestSystem;
use crate::tour::{set_width, tour};
use crate::view::{View, Width};

/// The pictures of the README. For each picture: its name, the name of its state, `true` if the page is dark, and the
/// heading of the section to show. If the heading is `None`, the picture shows the whole window.
const README: [(&str, &str, bool, Option<&str>); 3] = [
    ("home-light", "home-renewed", false, None),
    ("home-dark", "home-renewed", true, None),
    ("burst", "activity-burst", false, Some("Timeline")),
];

/// The space above and below a section in its picture, in CSS pixels.
const MARGIN: u32 = 32;

fn photograph(group: Group) {
    let all = folder("EVERGREEN_PICTURES")
        .expect("EVERGREEN_PICTURES names no folder for the pictures: run `cargo xtask screenshots`");
    let readme = folder("EVERGREEN_README_PICTURES");
    tour(group, async |s, state, view| {
        take(s, view, &all.join(format!("{}-{}.png", state.name, view.name()))).await;
        let chosen =
            README.iter().find(|&&(_, name, dark, _)| name == state.name && view == View { width: Width::Wide, dark });
        if let (Some(folder), Some((name, .., part))) = (&readme, chosen) {
            let file = folder.join(format!("{name}.png"));
            match part {
                Some(part) => take_part(s, view, part, &file).await,
                None => save(s, &file).await,
            }
        }
    });
}

/// Takes a picture of the whole page, however high it is.
async fn take(s: &TestSystem, view: View, file: &Path) {
    let (width, height) = view.width.size();
    let whole = pixels(s.page().script("return document.documentElement.scrollHeight", vec![]).await);
    s.browser.set_size(width, whole.max(height)).await;
    save(s, file).await;
    set_width(s, view.width).await;
}

/// Takes a picture of the section that has this heading. The picture is as wide as the page. It is as high as the
/// section with a margin above and below it.
async fn take_part(s: &TestSystem, view: View, heading: &str, file: &Path) {
    const FIND: &str = "
        const name = (part) => textOf(document.getElementById(part.getAttribute('aria-labelledby')));
        const part = visible('section[aria-labelledby]').find((part) => name(part) === arguments[0]);";
    let height = format!("{FIND} return Math.ceil(part.getBoundingClientRect().height)");
    let height = pixels(s.page().script(&height, vec![json!(heading)]).await);
    s.browser.set_size(view.width.size().0, height + 2 * MARGIN).await;
    let scroll = format!("{FIND} scrollBy(0, part.getBoundingClientRect().top - arguments[1])");
    s.page().script(&scroll, vec![json!(heading), json!(MARGIN)]).await;
    save(s, file).await;
    s.page().script("scrollTo(0, 0)", vec![]).await;
    set_width(s, view.width).await;
}

fn pixels(value: Value) -> u32 {
    value.as_u64().and_then(|pixels| u32::try_from(pixels).ok()).expect("a number of pixels")
}

/// Takes a picture of the window, and saves it as `file`.
async fn save(s: &TestSystem, file: &Path) {
    let picture = s.browser.client.screenshot().await.expect("a picture");
    std::fs::write(file, picture).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

/// Returns the folder that this environment variable names. Creates the folder if it is missing. `None` if the variable
/// is not set.
fn folder(variable: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os(variable)?);
    std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    Some(folder)
}

mod pictures {
    for_each_group!(photograph);
}
