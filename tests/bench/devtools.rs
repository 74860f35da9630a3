//! Uses the browser's developer tools through chromedriver. They measure what standard WebDriver cannot measure.

use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde::Serialize;
use serde_json::{Value, json};

/// The browser keeps each object to which the developer tools have a reference. A measurement puts all its references
/// into the group with this name. At the end of the measurement, the group is released, so that the browser can free
/// the objects.
const GROUP: &str = "bench";

/// The developer tools of the current tab.
pub struct DevTools<'a>(pub &'a Client);

/// The memory use of a tab after garbage collection.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct MemoryUse {
    /// The size of the JavaScript heap that is in use, in bytes.
    pub heap: u64,
    /// The size of all WebAssembly memories of the page, in bytes, without the memory of the worker.
    pub wasm: u64,
    /// How many DOM nodes exist, in the document and outside of it.
    pub nodes: u64,
    /// How many event listeners exist.
    pub listeners: u64,
}

impl DevTools<'_> {
    /// Sends one command of the Chrome DevTools Protocol, and returns its result. Panics if the command fails.
    pub async fn call(&self, command: &'static str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.0.issue_cmd(Execute(body)).await.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Returns the processor time that the main thread of the page has used so far, in ms. The load of other programs
    /// does not count.
    pub async fn busy(&self) -> f64 {
        self.call("Performance.enable", json!({ "timeDomain": "threadTicks" })).await;
        let result = self.call("Performance.getMetrics", json!({})).await;
        let tasks = result["metrics"].as_array().into_iter().flatten().find(|metric| metric["name"] == "TaskDuration");
        let seconds = tasks.and_then(|metric| metric["value"].as_f64());
        seconds.unwrap_or_else(|| panic!("no TaskDuration in {result}")) * 1000.0
    }

    /// Collects garbage, and then returns the memory use.
    pub async fn memory_use(&self) -> MemoryUse {
        self.collect_garbage().await;
        let wasm = self.wasm().await;
        let heap = self.heap().await;
        let counters = self.call("Memory.getDOMCounters", json!({})).await;
        MemoryUse { heap, wasm, nodes: number(&counters, "nodes"), listeners: number(&counters, "jsEventListeners") }
    }

    /// Frees all objects that are no longer used.
    pub async fn collect_garbage(&self) {
        // Collect garbage several times, because one collection runs the finalizers of objects, and only the next one
        // frees the objects.
        for _ in 0..3 {
            self.call("HeapProfiler.collectGarbage", json!({})).await;
        }
    }

    /// Returns the size of the JavaScript heap that is in use, in bytes.
    pub async fn heap(&self) -> u64 {
        number(&self.call("Runtime.getHeapUsage", json!({})).await, "usedSize")
    }

    /// Returns the size of all WebAssembly memories of the page, in bytes. Finds the memories by their prototype,
    /// because the app has no global variable that refers to them.
    async fn wasm(&self) -> u64 {
        let prototype = self
            .call("Runtime.evaluate", json!({ "expression": "WebAssembly.Memory.prototype", "objectGroup": GROUP }))
            .await;
        let query = json!({ "prototypeObjectId": prototype["result"]["objectId"], "objectGroup": GROUP });
        let found = self.call("Runtime.queryObjects", query).await;
        let sum = "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }";
        let call = json!({
            "objectId": found["objects"]["objectId"],
            "functionDeclaration": sum,
            "returnByValue": true,
        });
        let bytes = self.call("Runtime.callFunctionOn", call).await;
        self.call("Runtime.releaseObjectGroup", json!({ "objectGroup": GROUP })).await;
        number(&bytes["result"], "value")
    }
}

fn number(result: &Value, name: &str) -> u64 {
    let number = result[name].as_f64().unwrap_or_else(|| panic!("no {name} in {result}"));
    number as u64
}

/// A command that is not in the WebDriver standard. Only chromedriver has this command.
#[derive(Debug)]
struct Execute(Value);

impl WebDriverCompatibleCommand for Execute {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.0.to_string()))
    }
}
