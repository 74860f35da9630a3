//! A server in the page, in place of the network: it answers every call with the same words, or lets it wait.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Answers what the page asks, until it is dropped.
pub struct Server {
    actions: Object,
}

const SCRIPT: &str = r#"
    const { fetch } = window;
    const waiting = [];
    let answer = null;
    window.fetch = () => new Promise((done) => (answer ? done(answer()) : waiting.push(done)));
    return {
        say(status, body) {
            answer = () => new Response(body, { status });
            for (const done of waiting.splice(0)) done(answer());
        },
        wait() { answer = null; },
        end() { window.fetch = fetch; },
    };
"#;

impl Server {
    /// A server that lets every call wait.
    pub fn start() -> Server {
        let actions = Function::new_no_args(SCRIPT).call0(&JsValue::UNDEFINED).expect("a server");
        Server { actions: actions.unchecked_into() }
    }

    /// From now on answers every call so; those that wait, too.
    pub fn says(&self, status: u16, body: &str) {
        let say = self.action("say");
        say.call2(&JsValue::UNDEFINED, &status.into(), &body.into()).expect("an answer");
    }

    /// From now on lets every call wait.
    pub fn waits(&self) {
        self.action("wait").call0(&JsValue::UNDEFINED).expect("a pause");
    }

    fn action(&self, name: &str) -> Function {
        Reflect::get(&self.actions, &name.into()).expect("an action").unchecked_into()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.action("end").call0(&JsValue::UNDEFINED);
    }
}
