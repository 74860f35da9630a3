//! A visit to a server: its calls one after the other, its findings as they come, and nothing secret in them.
//! It must not know which calls there are, nor judge any answer.

use super::{
    answer::Heard,
    caller::{Ask, Caller},
    exchange::Exchange,
    finding::Finding,
    jar::Jar,
    place::Place,
    report::{Report, Section},
    secret::Secrets,
};
use axum::http::Method;
use serde_json::Value;

/// What is told while a visit goes on.
#[derive(Clone, Copy, Debug)]
pub enum Told<'a> {
    /// The next call is about to be made.
    Begins(&'a str),
    /// A check is done.
    Found(&'a Finding),
}

/// A visit under way.
pub struct Visit<'a> {
    /// Where it goes.
    pub place: Place,
    /// Whatever was answered so far, but for calls beside the contract.
    pub exchanges: Vec<Exchange>,
    /// What was found so far.
    pub report: Report,
    caller: Caller,
    secrets: Secrets,
    tell: &'a mut dyn FnMut(Told<'_>),
}

impl<'a> Visit<'a> {
    /// Sets out.
    pub fn new(place: Place, caller: Caller, tell: &'a mut dyn FnMut(Told<'_>)) -> Self {
        let report = Report { api: place.api().to_owned(), origin: place.origin(), ..Report::default() };
        Self { place, exchanges: Vec::new(), report, caller, secrets: Secrets::default(), tell }
    }

    /// Begins the findings of a call.
    pub fn begin(&mut self, call: impl Into<String>) {
        let call = call.into();
        (self.tell)(Told::Begins(&call));
        self.report.sections.push(Section { call, findings: Vec::new() });
    }

    /// Takes down findings of the call that was begun last.
    pub fn found(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for mut finding in findings {
            finding.came = self.secrets.strip(&finding.came);
            (self.tell)(Told::Found(&finding));
            if let Some(section) = self.report.sections.last_mut() {
                section.findings.push(finding);
            }
        }
    }

    /// Keeps a password out of whatever is told.
    pub fn hide(&mut self, secret: &str) {
        self.secrets.add(secret);
    }

    /// A page's GET.
    pub async fn get(&mut self, call: &str, jar: &mut Jar) -> Heard {
        self.ask(Method::GET, call, None, jar).await
    }

    /// A page's POST.
    pub async fn post(&mut self, call: &str, body: &Value, jar: &mut Jar) -> Heard {
        self.ask(Method::POST, call, Some(body), jar).await
    }

    /// A GET beside the contract, which says nothing about the calls in it.
    pub async fn get_aside(&mut self, call: &str) -> Heard {
        let origin = self.place.origin();
        self.caller.ask(Ask { method: Method::GET, call, origin: &origin, body: None, cookies: None }).await
    }

    /// A POST that a page of another site would send.
    pub async fn post_from(&mut self, origin: &str, call: &str, body: &Value) -> Heard {
        self.caller.ask(Ask { method: Method::POST, call, origin, body: Some(body), cookies: None }).await
    }

    /// What a browser asks before a page's POST.
    pub async fn preflight(&mut self, call: &str) -> Heard {
        self.caller.preflight(call, &self.place.origin()).await
    }

    async fn ask(&mut self, method: Method, call: &str, body: Option<&Value>, jar: &mut Jar) -> Heard {
        let (origin, path) = (self.place.origin(), self.place.path(call));
        let name = format!("{method} {call}");
        let heard = self.caller.ask(Ask { method, call, origin: &origin, body, cookies: jar.header(&path) }).await;
        if let Ok(answer) = &heard {
            jar.take(answer, &path);
            jar.secrets().for_each(|secret| self.secrets.add(secret));
            let private = call != super::contract::path::PUBLIC_BOARD;
            self.exchanges.push(Exchange { call: name, answer: answer.clone(), private });
        }
        heard
    }
}
