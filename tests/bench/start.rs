//! Measures the time from opening the address until the program runs: on a first visit, on a first visit without
//! integrity checks, and on a later visit.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::json;
use xtask::host::{Host, HostOptions};

use crate::fixture::release;
use crate::setup::Setup;
use crate::spread::Spread;

/// A script that records the time at which the program has rendered the navigation.
const WATCH: &str = "new MutationObserver((_, observer) => {
    if (!document.querySelector('#app nav a')) return;
    window.usable = performance.now();
    observer.disconnect();
}).observe(document, { subtree: true, childList: true })";

const PAINT: &str = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";

/// The results of one kind of visit.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The name of this kind of visit.
    pub visit: &'static str,
    /// The time from opening the address to the first paint, in ms.
    pub paint: Spread,
    /// The time from opening the address until the program has rendered the navigation, in ms.
    pub usable: Spread,
    /// The value of `usable`, divided by the value that the visit with the name `first visit` has in the same round.
    pub ratio: Spread,
}

/// Measures three kinds of visits: a first visit, a first visit to a release without integrity checks, and a visit with
/// a filled cache. Each round has one visit of each kind. Returns one row for each kind.
pub async fn measure(setup: &Setup, rounds: usize) -> Vec<Row> {
    let checked = host(release("/")).await;
    let unchecked = host(without_integrity(&release("/"))).await;
    let visits =
        [("first visit", &checked, true), ("first visit, unchecked", &unchecked, true), ("again", &checked, false)];
    setup.devtools().call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await;
    let mut results: [Vec<(f64, f64)>; 3] = Default::default();
    // The visits of round 0 are not counted, because the first visits in a new browser are slower.
    for round in 0..=rounds {
        println!("Starts: round {round} of {rounds} …");
        for ((_, host, first), results) in visits.iter().zip(&mut results) {
            if *first {
                setup.devtools().call("Network.clearBrowserCache", json!({})).await;
            }
            let page = setup.page();
            page.visit(&format!("{}home", host.url())).await;
            page.wait_until("a usable page", &format!("return Boolean(window.usable && {PAINT})"), "").await;
            let times = page.script(&format!("return [{PAINT}, window.usable]"), vec![]).await;
            let time = |which: usize| times[which].as_f64().expect("a time");
            if round > 0 {
                results.push((time(0), time(1)));
            }
        }
    }
    let first: Vec<f64> = results[0].iter().map(|(_, usable)| *usable).collect();
    let rows = visits.iter().zip(&results).filter_map(|((visit, ..), results)| {
        let usable = || results.iter().map(|(_, usable)| *usable);
        Some(Row {
            visit,
            paint: Spread::of(results.iter().map(|(paint, _)| *paint))?,
            usable: Spread::of(usable())?,
            ratio: Spread::of(usable().zip(&first).map(|(usable, first)| usable / first))?,
        })
    });
    rows.collect()
}

async fn host(folder: PathBuf) -> Host {
    Host::start(HostOptions::new(folder)).await.unwrap_or_else(|error| panic!("no host: {error}"))
}

/// Copies the release, without the integrity attributes in its HTML files. Returns the folder of the copy.
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
    assert!(page.len() < html.len(), "the release has no integrity attributes");
    page
}
