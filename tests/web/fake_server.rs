//! A fake server inside of the page. It replaces the page's function `fetch`, and gives the same response to every
//! request, or no response.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A fake server. It replaces `fetch` until this value is dropped.
pub struct FakeServer {
    actions: Object,
}

const SCRIPT: &str = r#"
    const { fetch } = window;
    const waiting = [];
    let response = null;
    let sent = [];
    window.fetch = (...call) => new Promise((done) => {
        const { method, url } = new Request(...call);
        sent.push(`${method} ${new URL(url).pathname}`);
         if (response) done(response()); else waiting.push(done);
    });
    return {
        respondWith(status, body) {
            response = () => new Response(body, { status });
            for (const done of waiting.splice(0)) done(response());
        },
        stopResponding() { response = null; },
        sent() { return sent.splice(0).join('\n'); },
        end() { window.fetch = fetch; },
    };
"#;

impl FakeServer {
    /// Starts a server that lets every request wait.
    pub fn start() -> FakeServer {
        let actions = Function::new_no_args(SCRIPT).call0(&JsValue::UNDEFINED).expect("a server");
        FakeServer { actions: actions.unchecked_into() }
    }

    /// From now on, gives this response to every request, including those that are already waiting.
    pub fn respond_with(&self, status: u16, body: &str) {
        let respond_with = self.action("respondWith");
        respond_with.call2(&JsValue::UNDEFINED, &status.into(), &body.into()).expect("a response");
    }

    /// From now on, lets every new request wait, until the next [`FakeServer::respond_with`].
    pub fn stop_responding(&self) {
        self.action("stopResponding").call0(&JsValue::UNDEFINED).expect("no more responses");
    }

    /// Returns the requests since the last call of this method, each as its method and its path.
    pub fn sent(&self) -> Vec<String> {
        let sent = self.action("sent").call0(&JsValue::UNDEFINED).ok().and_then(|sent| sent.as_string());
        sent.unwrap_or_default().lines().map(str::to_owned).collect()
    }

    fn action(&self, name: &str) -> Function {
        Reflect::get(&self.actions, &name.into()).expect("an action").unchecked_into()
    }
}

impl Drop for FakeServer {
    fn drop(&mut self) {
        let _ = self.action("end").call0(&JsValue::UNDEFINED);
    }
}
