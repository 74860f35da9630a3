//! A run of the checks against one server, and the checks of the files that this server sends.

use super::{
    client::{Answer, Client},
    file::File,
    findings::Findings,
    location::Location,
};
use reqwest::header::{ACCEPT_ENCODING, IF_NONE_MATCH};
use xtask::host::Rules;

/// The encodings that browsers accept, in the order in which Chromium lists them.
const BROWSER: &str = "gzip, deflate, br, zstd";

/// A run of the checks against one server with a release.
pub struct Run {
    /// Sends the requests to the server.
    pub client: Client,
    /// The path of the release.
    pub location: Location,
    /// The rules of the header file of the release.
    pub rules: Rules,
    /// The faults that were found so far.
    pub findings: Findings,
}

impl Run {
    /// Checks what every response for the app must have: the given status, the given `Cache-Control`, and the headers
    /// of the `_headers` file.
    pub fn every(&mut self, path: &str, answer: &Answer, status: u16, cache: &str) {
        self.findings.status(answer, status);
        self.findings.header(answer, "cache-control", cache);
        self.findings.headers(answer, &self.rules.headers(path));
    }

    /// Checks that each file is sent uncompressed to a client that accepts no encoding. Also checks that it is sent
    /// compressed to a client that accepts one of `encodings`, if the compressed copy is smaller. A browser accepts all of
    /// them, and must get the first one. `encodings` are in the order of the size of their copies.
    pub async fn files(&mut self, files: &[File], encodings: &[&str]) {
        for file in files {
            let path = self.location.of(&file.name);
            let plain = self.client.get(&path).await;
            self.every(&path, &plain, 200, file.cache_control());
            let essence = plain.header("content-type").split(';').next().unwrap_or_default().to_owned();
            self.findings.expect(&plain, file.types().contains(&essence.as_str()), format!("the type is `{essence}`"));
            self.findings.header(&plain, "content-encoding", "");
            self.findings.expect(&plain, plain.body == file.content, "the content differs");
            let browser = encodings.first().map(|first| (BROWSER, *first));
            for (accepted, encoding) in encodings.iter().map(|encoding| (*encoding, *encoding)).chain(browser) {
                let small = self.client.get_with(&path, ACCEPT_ENCODING, accepted).await;
                self.every(&path, &small, 200, file.cache_control());
                if let Some(copy) = file.copy(encoding) {
                    self.findings.header(&small, "content-encoding", encoding);
                    self.findings.header(&small, "vary", "Accept-Encoding");
                    self.findings.expect(&small, small.body == copy, "the body is not the compressed copy");
                } else {
                    self.findings.header(&small, "content-encoding", "");
                    self.findings.expect(&small, small.body == file.content, "the content differs");
                }
            }
        }
    }

    /// Checks the response to a client that already has the file. It must be a 304. Its headers must follow the same
    /// rules as the headers of a response with the whole file.
    pub async fn unchanged_files(&mut self, files: &[File]) {
        for file in files {
            let path = self.location.of(&file.name);
            let tag = self.client.get(&path).await.header("etag");
            let unchanged = self.client.get_with(&path, IF_NONE_MATCH, &tag).await;
            self.every(&path, &unchanged, 304, file.cache_control());
        }
    }
}
