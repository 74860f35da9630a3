//! From the address to a page that can be used: with every file still to be fetched and checked, with nothing checked,
//! and with what a second visit has. It must not know what the app does in between.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::json;
use xtask::host::{Host, HostOptions};

use crate::fixture::release;
use crate::setting::Setting;
use crate::spread::Spread;

/// Notes when the navigation is there: then the program runs, and what one presses answers.
const WATCH: &str = "new MutationObserver((_, observer) => {
    if (!document.querySelector('nav a')) return;
    window.usable = performance.now();
    observer.disconnect();
}).observe(document, { subtree: true, childList: true })";

const PAINT: &str = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";

/// One way to begin.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Which.
    pub visit: &'static str,
    /// Until something is to be seen, in ms.
    pub paint: Spread,
    /// Until the navigation is there, in ms.
    pub usable: Spread,
    /// The same, as a multiple of a first visit's in the same round.
    pub ratio: Spread,
}

/// Takes the ways in turn, round after round.
pub async fn measure(setting: &Setting, rounds: usize) -> Vec<Row> {
    let checked = host(release("/")).await;
    let unchecked = host(without_integrity(&release("/"))).await;
    let ways =
        [("first visit", &checked, true), ("first visit, unchecked", &unchecked, true), ("again", &checked, false)];
    setting.devtools().ask("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await;
    let mut taken: [Vec<(f64, f64)>; 3] = Default::default();
    // Once for the browser's own sake.
    for round in 0..=rounds {
        println!("Starts: round {round} of {rounds} …");
        for ((_, host, first), taken) in ways.iter().zip(&mut taken) {
            if *first {
                setting.devtools().ask("Network.clearBrowserCache", json!({})).await;
            }
            let page = setting.page();
            page.visit(&format!("{}home", host.url())).await;
            page.wait_until("a page to use", &format!("return Boolean(window.usable && {PAINT})"), "").await;
            let times = page.script(&format!("return [{PAINT}, window.usable]"), vec![]).await;
            let time = |which: usize| times[which].as_f64().expect("a time");
            if round > 0 {
                taken.push((time(0), time(1)));
            }
        }
    }
    let first: Vec<f64> = taken[0].iter().map(|(_, usable)| *usable).collect();
    let rows = ways.iter().zip(&taken).filter_map(|((visit, ..), taken)| {
        let usable = || taken.iter().map(|(_, usable)| *usable);
        Some(Row {
            visit,
            paint: Spread::of(taken.iter().map(|(paint, _)| *paint))?,
            usable: Spread::of(usable())?,
            ratio: Spread::of(usable().zip(&first).map(|(usable, first)| usable / first))?,
        })
    });
    rows.collect()
}

async fn host(folder: PathBuf) -> Host {
    Host::start(HostOptions::new(folder)).await.unwrap_or_else(|error| panic!("no host: {error}"))
}

/// A copy of the release whose page asks for no check of any file.
fn without_integrity(release: &Path) -> PathBuf {
    let copy = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("bench").join("unchecked");
    let _ = fs::remove_dir_all(&copy);
    fs::create_dir_all(&copy).expect("a folder");
    for entry in fs::read_dir(release).expect("the release folder") {
        let path = entry.expect("an entry").path();
        let mut bytes = fs::read(&path).expect("a file");
        if path.extension().is_some_and(|end| end == "html") {
            bytes = unchecked(&String::from_utf8(bytes).expect("a page")).into_bytes();
        }
        fs::write(copy.join(path.file_name().expect("a name")), bytes).expect("a copy");
    }
    copy
}

fn unchecked(html: &str) -> String {
    let mut parts = html.split(" integrity=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once('"').map_or("", |(_, rest)| rest));
    let page = first + &rest.collect::<String>();
    assert!(page.len() < html.len(), "the release checks nothing");
    page
}
