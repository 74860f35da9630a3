//! A visit to a server: its calls one after the other, its findings as they come, and nothing secret in them.

use super::{
    answer::{Answer, Heard},
    caller::Caller,
    endpoints,
    jar::Jar,
    place::Place,
    play::Request,
    report::{Finding, Mark, Report, Section},
    rules::Rule,
    secret::Secrets,
};
use anyhow::Result;
use std::time::Duration;

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
    pub(super) place: Place,
    /// The answers to calls of the contract.
    pub(super) answers: Vec<Answer>,
    pub(super) report: Report,
    /// Whether the server has a refresh, as far as is known.
    pub(super) renews: bool,
    pub(super) secrets: Secrets,
    caller: Caller,
    tell: &'a mut dyn FnMut(Told<'_>),
}

impl<'a> Visit<'a> {
    /// A visit that waits for each answer no longer than `limit`, and tells each finding as it comes.
    pub(super) fn new(place: Place, limit: Duration, tell: &'a mut dyn FnMut(Told<'_>)) -> Result<Self> {
        let caller = Caller::new(&place, limit)?;
        let report = Report { api: place.api().to_owned(), origin: place.origin(), ..Report::default() };
        Ok(Self { place, answers: Vec::new(), report, renews: false, secrets: Secrets::default(), caller, tell })
    }

    /// Begins the findings of a call.
    pub(super) fn begin(&mut self, call: impl Into<String>) {
        let call = call.into();
        (self.tell)(Told::Begins(&call));
        self.report.sections.push(Section { call, findings: Vec::new() });
    }

    /// Adds a finding to the call that was begun last.
    pub(super) fn found(&mut self, mut finding: Finding) -> Mark {
        finding.came = self.secrets.strip(&finding.came);
        finding.meaning = finding.meaning.replace("{origin}", &self.place.origin()).replace("{file}", endpoints::FILE);
        (self.tell)(Told::Found(&finding));
        let mark = finding.mark;
        self.report.sections.last_mut().expect("a call was begun").findings.push(finding);
        mark
    }

    /// Makes checks of an answer.
    pub(super) fn check_all(&mut self, checks: &[&Rule], answer: &Answer) {
        for check in checks {
            self.found(check.judge(answer));
        }
    }

    /// Begins the findings of a request, whose name gets this `suffix`, sends it and checks what comes.
    pub(super) async fn step(&mut self, request: Request, suffix: &str, jar: &mut Jar, check: &Rule) -> Option<Answer> {
        self.begin(format!("{} {}{suffix}", request.method, request.call));
        self.probe(request, jar, check).await
    }

    /// Sends a request and checks what comes.
    pub(super) async fn probe(&mut self, request: Request, jar: &mut Jar, check: &Rule) -> Option<Answer> {
        let heard = self.ask(request, jar).await;
        self.found(check.of(heard.as_ref()));
        heard.ok()
    }

    /// Sends a request as a page of the app would, with the cookies of `jar`.
    pub(super) async fn ask(&mut self, mut request: Request, jar: &mut Jar) -> Heard {
        let cookies = jar.header(&self.place.path(request.call));
        request.headers.extend(cookies.map(|cookies| ("cookie", cookies)));
        let heard = self.aside(request).await;
        if let Ok(answer) = &heard {
            jar.take(answer);
            jar.0.iter().for_each(|cookie| self.secrets.add(cookie.value()));
            self.answers.push(answer.clone());
        }
        heard
    }

    /// Sends a request that says nothing about the contract's calls: without cookies, and `answers` does not get it.
    pub(super) async fn aside(&self, mut request: Request) -> Heard {
        if !request.headers.iter().any(|(name, _)| *name == "origin") {
            request.headers.push(("origin", self.place.origin()));
        }
        let call = format!("{} {}", request.method, request.call);
        let response = self.caller.ask(request).await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let (place, renews) = (self.place.clone(), self.renews);
        Ok(Answer { call, place, renews, status, headers, body: response.into_body() })
    }
}
