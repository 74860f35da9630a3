//! The browser's developer tools, asked through its driver: what WebDriver's standard can't tell.
//! It must not know why anybody asks.

use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde::Serialize;
use serde_json::{Value, json};

/// Keeps together what must be let go afterwards, or the question itself would keep it alive.
const GROUP: &str = "bench";

/// The developer tools of the present tab.
pub struct DevTools<'a>(pub &'a Client);

/// What a tab holds after its garbage was collected.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Held {
    /// The JavaScript heap in use, in bytes.
    pub heap: u64,
    /// All WebAssembly memories of the page, in bytes. Without its worker's, which is another program's to ask for.
    pub wasm: u64,
    /// Nodes, be they in the document or not.
    pub nodes: u64,
    /// Event listeners.
    pub listeners: u64,
}

impl DevTools<'_> {
    /// Gives one command of the protocol, and its answer.
    pub async fn ask(&self, command: &'static str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.0.issue_cmd(Execute(body)).await.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// How long the page's main thread has worked so far, in ms of its own processor time: other programs that want
    /// the processor don't count.
    pub async fn busy(&self) -> f64 {
        self.ask("Performance.enable", json!({ "timeDomain": "threadTicks" })).await;
        let answer = self.ask("Performance.getMetrics", json!({})).await;
        let tasks = answer["metrics"].as_array().into_iter().flatten().find(|metric| metric["name"] == "TaskDuration");
        let seconds = tasks.and_then(|metric| metric["value"].as_f64());
        seconds.unwrap_or_else(|| panic!("no TaskDuration in {answer}")) * 1000.0
    }

    /// Collects the garbage, then looks.
    pub async fn held(&self) -> Held {
        // What one collection finalises, the next one frees.
        for _ in 0..3 {
            self.ask("HeapProfiler.collectGarbage", json!({})).await;
        }
        let wasm = self.wasm().await;
        let usage = self.ask("Runtime.getHeapUsage", json!({})).await;
        let counters = self.ask("Memory.getDOMCounters", json!({})).await;
        Held {
            heap: whole(&usage, "usedSize"),
            wasm,
            nodes: whole(&counters, "nodes"),
            listeners: whole(&counters, "jsEventListeners"),
        }
    }

    /// The memories are found by what they are: the app shows its own to nobody.
    async fn wasm(&self) -> u64 {
        let prototype = self
            .ask("Runtime.evaluate", json!({ "expression": "WebAssembly.Memory.prototype", "objectGroup": GROUP }))
            .await;
        let query = json!({ "prototypeObjectId": prototype["result"]["objectId"], "objectGroup": GROUP });
        let found = self.ask("Runtime.queryObjects", query).await;
        let sum = "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }";
        let call = json!({
            "objectId": found["objects"]["objectId"],
            "functionDeclaration": sum,
            "returnByValue": true,
        });
        let bytes = self.ask("Runtime.callFunctionOn", call).await;
        self.ask("Runtime.releaseObjectGroup", json!({ "objectGroup": GROUP })).await;
        whole(&bytes["result"], "value")
    }
}

fn whole(answer: &Value, name: &str) -> u64 {
    let number = answer[name].as_f64().unwrap_or_else(|| panic!("no {name} in {answer}"));
    number as u64
}

/// A command that only chromedriver knows.
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
