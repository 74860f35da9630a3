//! Sends the requests of a check one after the other, and collects the findings. Hides the known secrets in the
//! findings.

use super::{
    cookie_jar::CookieJar,
    endpoints,
    event_stream::EventStream,
    http_client::HttpClient,
    report::{Finding, Mark, Report, Section},
    response::{NoResponse, Response, ResponseResult},
    rules::Rule,
    scenario::Request,
    secret::Secrets,
    target::Target,
};
use anyhow::Result;
use std::time::Duration;

/// The progress of a check.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'a> {
    /// A section with this name begins. Most sections are about one request.
    Section(&'a str),
    /// There is a new finding.
    Finding(&'a Finding),
}

/// A running check of one server.
pub struct Checker<'a> {
    pub(super) target: Target,
    /// The responses to the requests that were sent with [`Checker::send`].
    pub(super) responses: Vec<Response>,
    pub(super) report: Report,
    /// Whether the server offers a refresh. This is `false` until the first refresh. Then it is `true`, unless the
    /// status of the response says that the server has no refresh (404, 405 or 501).
    pub(super) renews: bool,
    pub(super) secrets: Secrets,
    http_client: HttpClient,
    on_progress: &'a mut dyn FnMut(Progress<'_>),
}

impl<'a> Checker<'a> {
    /// Creates a check of `target`. `limit` is the longest time that a request may take. `on_progress` is called with
    /// the progress of the check.
    pub(super) fn new(target: Target, limit: Duration, on_progress: &'a mut dyn FnMut(Progress<'_>)) -> Result<Self> {
        let http_client = HttpClient::new(&target, limit)?;
        let report = Report { api: target.api().to_owned(), origin: target.origin(), ..Report::default() };
        Ok(Self {
            target,
            responses: Vec::new(),
            report,
            renews: false,
            secrets: Secrets::default(),
            http_client,
            on_progress,
        })
    }

    /// Begins a section with the name `call`. The next findings are added to this section.
    pub(super) fn begin_section(&mut self, call: impl Into<String>) {
        let call = call.into();
        (self.on_progress)(Progress::Section(&call));
        self.report.sections.push(Section { call, findings: Vec::new() });
    }

    /// Hides the known secrets in a finding, and adds the finding to the current section. Returns the mark of the
    /// finding.
    pub(super) fn add(&mut self, mut finding: Finding) -> Mark {
        finding.actual = self.secrets.strip(&finding.actual);
        finding.meaning = finding.meaning.replace("{origin}", &self.target.origin()).replace("{file}", endpoints::FILE);
        (self.on_progress)(Progress::Finding(&finding));
        let mark = finding.mark;
        self.report.sections.last_mut().expect("a section").findings.push(finding);
        mark
    }

    /// Applies all `checks` to a response, and adds their findings.
    pub(super) fn check_all(&mut self, checks: &[&Rule], response: &Response) {
        for check in checks {
            self.add(check.judge(response));
        }
    }

    /// Begins a section, sends a request, checks the response and adds the finding. The name of the section is the
    /// method and path of the request, followed by `suffix`. Returns the response, or `None` if there is none.
    pub(super) async fn check_section(
        &mut self,
        request: Request,
        suffix: &str,
        jar: &mut CookieJar,
        check: &Rule,
    ) -> Option<Response> {
        self.begin_section(format!("{} {}{suffix}", request.method, request.call));
        self.check(request, jar, check).await
    }

    /// Sends a request, checks the response and adds the finding. Returns the response, or `None` if there is none.
    pub(super) async fn check(&mut self, request: Request, jar: &mut CookieJar, check: &Rule) -> Option<Response> {
        let result = self.send(request, jar).await;
        self.add(check.of(result.as_ref()));
        result.ok()
    }

    /// Sends a request as a page of the app would, with the cookies of `jar`. If there is a response, records it, and
    /// stores its cookies in `jar`.
    pub(super) async fn send(&mut self, mut request: Request, jar: &mut CookieJar) -> ResponseResult {
        self.add_cookies(&mut request, jar);
        let result = self.send_unrecorded(request).await;
        if let Ok(response) = &result {
            jar.take(response);
            jar.0.iter().for_each(|cookie| self.secrets.add(cookie.value()));
            self.responses.push(response.clone());
        }
        result
    }

    /// Sends a request without adding cookies, and does not record the response. Adds an `Origin` header with the app's
    /// origin if the request has no `Origin`. Use this for requests that the app's own code does not send.
    pub(super) async fn send_unrecorded(&self, mut request: Request) -> ResponseResult {
        self.add_origin(&mut request);
        let call = format!("{} {}", request.method, request.call);
        let response = self.http_client.send(request).await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let (target, renews) = (self.target.clone(), self.renews);
        Ok(Response { call, target, renews, status, headers, body: response.into_body() })
    }

    /// Opens a stream of events as a page of the app would, with the cookies of `jar`.
    pub(super) async fn open(&self, mut request: Request, jar: &CookieJar) -> Result<EventStream, NoResponse> {
        self.add_cookies(&mut request, jar);
        self.add_origin(&mut request);
        self.http_client.open(request).await
    }

    fn add_cookies(&self, request: &mut Request, jar: &CookieJar) {
        let cookies = jar.header(&self.target.path(&request.call));
        request.headers.extend(cookies.map(|cookies| ("cookie", cookies)));
    }

    fn add_origin(&self, request: &mut Request) {
        if !request.headers.iter().any(|(name, _)| *name == "origin") {
            request.headers.push(("origin", self.target.origin()));
        }
    }
}
