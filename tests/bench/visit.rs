//! Measures for how long a visitor of the app waits, and how many bytes the visitor downloads. If there is a second
//! release folder, measures both apps in turns. The load of the machine then affects both apps alike.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};
use xtask::host::{Host, HostOptions};

use crate::click::times;
use crate::devtools::DevTools;
use crate::fixture::release;
use crate::page::Page;
use crate::setup::Setup;
use crate::spread::Spread;

/// A script that records three values of a visit, in ms. `usable` is the time at which the browser has painted a link
/// of the navigation. From this time on, a click on the link leads to its page, even if the page has to be loaded
/// first. `content` is the time at which the browser has painted the text of the public board. `blocked` is the
/// blocking time. If a task is longer than 50 ms, the part of the task after its first 50 ms counts as blocking. The
/// blocking time is the sum of these parts, for all tasks since the start of the visit. If the app has wasm, the script
/// also stores a reference to the wasm's memory.
const WATCH: &str = "window.visit = { blocked: 0 };
const start = WebAssembly.instantiateStreaming;
WebAssembly.instantiateStreaming = async (...program) => {
    const started = await start.apply(WebAssembly, program);
    window.wasmMemory ??= started.instance.exports.memory;
    return started;
};
new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) visit.blocked += duration - 50;
}).observe({ type: 'longtask', buffered: true });
const isShown = (element) => element?.checkVisibility({ visibilityProperty: true });
const wanted = {
    usable: () => isShown(document.querySelector('nav a')),
    content: () => document.body?.textContent.includes('Public Content.'),
};
new MutationObserver(() => {
    for (const [moment, isThere] of Object.entries(wanted)) if (isThere()) {
        delete wanted[moment];
        requestAnimationFrame(() => setTimeout(() => (visit[moment] = performance.now())));
    }
}).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });";

/// A script that returns the times of a visit, and the total size of the files that the page has downloaded, in bytes.
/// For a compressed file, the compressed size counts. A file from the browser's cache does not count, and neither does
/// a file that the server has answered with 304: for both, `transferSize` is smaller than the size of the body. Files
/// from other origins do not count.
const RESULT: &str =
    "const files = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .filter(({ name, transferSize, encodedBodySize }) =>
        name.startsWith(location.origin) && transferSize > encodedBodySize);
return {
    paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    bytes: files.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    ...visit,
};";

/// A script that returns whether somebody is signed in.
const SIGNED_IN: &str =
    "return [...document.querySelectorAll('nav a')].some((link) => link.textContent.trim() === 'User')";

/// How many clicks are measured in each round.
const CLICKS: usize = 20;

/// How long a measurement waits after the page has shown its content. During this time, the worker of the app starts.
/// Then the measurement counts the files that were loaded twice, and measures the memory.
const QUIET: Duration = Duration::from_secs(4);

/// What is measured: the name, the unit, and the number by which a result is divided to get this unit.
const MEASURES: [(&str, &str, f64); 9] = [
    ("first load", "KB", 1000.0),
    ("slow 4G: first paint", "ms", 1.0),
    ("slow 4G: bar usable", "ms", 1.0),
    ("slow 4G: content", "ms", 1.0),
    ("slow 4G: blocking time", "ms", 1.0),
    ("again: content", "ms", 1.0),
    ("click to content", "ms", 1.0),
    ("files loaded twice", "", 1.0),
    ("JS heap and wasm", "MB", 1e6),
];

/// The results of one measure.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The name of the measure.
    pub measure: &'static str,
    /// The unit of the numbers.
    pub unit: &'static str,
    /// The numbers of this app.
    pub app: Spread,
    /// The comparison with the other app. `None` if no other app is measured. The first value has the numbers of the
    /// other app. The second value has the ratios of the rounds. The ratio of a round is the number of this app divided
    /// by the number of the other app. A round in which the number of the other app is 0 has no ratio. The second value
    /// is `None` if no round has a ratio.
    pub beside: Option<(Spread, Option<Spread>)>,
}

/// An app that is measured.
struct App {
    host: Host,
    /// The results so far. Each measure has its own list, and the list has one number for each round.
    numbers: [Vec<f64>; MEASURES.len()],
}

/// Returns the port that the API must have for the app in this folder. `None` if the app reads the address of the API
/// from `<meta name="api-base">`.
pub fn fixed_port(folder: &Path) -> Option<u16> {
    (!has_api_base(folder)).then_some(8080)
}

fn has_api_base(folder: &Path) -> bool {
    std::fs::read_to_string(folder.join("index.html")).is_ok_and(|page| page.contains("name=\"api-base\""))
}

/// Measures `rounds` rounds. Returns one row for each measure.
pub async fn measure(setup: &Setup, rounds: usize, beside: Option<PathBuf>) -> Vec<Row> {
    let mut apps = Vec::new();
    for folder in std::iter::once(release("/")).chain(beside) {
        let mut options = HostOptions::new(&folder);
        options.api_base = has_api_base(&folder).then(|| setup.address(""));
        let host =
            Host::start(options).await.unwrap_or_else(|error| panic!("no host for {}: {error}", folder.display()));
        setup.allow_origin(&host.origin());
        apps.push(App { host, numbers: Default::default() });
    }
    let tools = setup.devtools();
    tools.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await;
    // The visits of round 0 are not counted, because the first visits in a new browser are slower.
    for round in 0..=rounds {
        println!("Visits: round {round} of {rounds} …");
        for app in &mut apps {
            let numbers = visit(setup, &tools, &app.host).await;
            if round > 0 {
                app.numbers.iter_mut().zip(numbers).for_each(|(list, number)| list.push(number));
            }
        }
    }
    rows(&apps)
}

/// Makes all measurements of one round for the app of this host. Returns a number for each of [`MEASURES`].
async fn visit(setup: &Setup, tools: &DevTools<'_>, host: &Host) -> [f64; MEASURES.len()] {
    let page = setup.page_at(host.url());
    let home = format!("{}home", host.url());
    let number = |result: &Value, name: &str| result[name].as_f64().unwrap_or_else(|| panic!("no {name} in {result}"));
    page.visit(&home).await;
    page.script("localStorage.clear()", vec![]).await;

    slow_down(tools, true).await;
    tools.call("Network.clearBrowserCache", json!({})).await;
    let slow = arrive(&page, &home).await;
    slow_down(tools, false).await;

    tools.call("Network.clearBrowserCache", json!({})).await;
    host.take_served();
    arrive(&page, &home).await;
    tokio::time::sleep(QUIET).await;
    let mut loads = BTreeMap::<String, usize>::new();
    for path in host.take_served() {
        *loads.entry(path).or_default() += 1;
    }
    let twice = loads.values().filter(|count| **count > 1).count();
    tools.collect_garbage().await;
    let wasm = page.script("return window.wasmMemory?.buffer.byteLength ?? 0", vec![]).await;
    let memory = tools.heap().await as f64 + wasm.as_f64().unwrap_or_default();
    let again = arrive(&page, &home).await;

    page.visit(&format!("{}login", host.url())).await;
    setup.run("signIn", &[json!("user"), json!("evergreen")]).await;
    page.wait_until("a link for signed-in users", SIGNED_IN, "").await;
    let clicks = setup.run("clicks", &[json!(CLICKS), json!(setup.address("/test/user"))]).await;
    let click = Spread::of(times(&clicks["board"])).expect("clicks").median;
    page.script("localStorage.clear(); sessionStorage.clear()", vec![]).await;
    [
        number(&slow, "bytes"),
        number(&slow, "paint"),
        number(&slow, "usable"),
        number(&slow, "content"),
        number(&slow, "blocked"),
        number(&again, "content"),
        click,
        twice as f64,
        memory,
    ]
}

/// Opens the address, and returns the result of the visit. Waits until the page has its content and a usable
/// navigation, and until the program has replaced the early page. An app without an early page has its content only
/// when its program runs, so for this app the last condition is always true.
async fn arrive(page: &Page<'_>, address: &str) -> Value {
    page.visit(address).await;
    let arrived = "return Boolean(window.visit?.content && visit.usable && !document.getElementById('early')
        && performance.getEntriesByName('first-contentful-paint').length)";
    page.wait_until("the content of the page", arrived, "").await;
    page.script(RESULT, vec![]).await
}

/// If `slow` is true, imitates a phone: a network of 1.6 Mbit/s with a latency of 150 ms, and a processor with a fourth
/// of the speed. Otherwise, ends the imitation.
async fn slow_down(tools: &DevTools<'_>, slow: bool) {
    let (latency, bytes, rate) = if slow { (150, 200_000, 4) } else { (0, -1, 1) };
    tools.call("Network.enable", json!({})).await;
    let network =
        json!({ "offline": false, "latency": latency, "downloadThroughput": bytes, "uploadThroughput": bytes });
    tools.call("Network.emulateNetworkConditions", network).await;
    tools.call("Emulation.setCPUThrottlingRate", json!({ "rate": rate })).await;
}

fn rows(apps: &[App]) -> Vec<Row> {
    let [app, beside @ ..] = apps else { return Vec::new() };
    let rows = MEASURES.iter().enumerate().filter_map(|(which, (measure, unit, divisor))| {
        let numbers = |app: &App| app.numbers[which].iter().map(|number| number / divisor).collect::<Vec<_>>();
        let ours = numbers(app);
        let beside = beside.first().and_then(|other| {
            let theirs = numbers(other);
            let ratios = ours.iter().zip(&theirs).filter(|(_, theirs)| **theirs > 0.0);
            let ratios = ratios.map(|(ours, theirs)| ours / theirs);
            Some((Spread::of(theirs.iter().copied())?, Spread::of(ratios)))
        });
        Some(Row { measure, unit, app: Spread::of(ours)?, beside })
    });
    rows.collect()
}
