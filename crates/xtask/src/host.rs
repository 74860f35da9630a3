//! The static host. It serves a release folder as a production host would, with the headers and the policy of the
//! release.
//!
//! tower-http sends the files, compresses them and answers conditional requests. This module adds the rest: the rules
//! of a `_headers` file, the pages for paths without a file, and the faults that tests ask for.

mod recorder;
mod refusals;
mod router;
mod rules;
mod site;

pub use rules::{Rules, matches};

use crate::{port, public_url::PublicUrl};
use anyhow::{Context, Result};
use axum::Router;
use recorder::Recorder;
use refusals::Refusals;
use site::Site;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// What a host responds if no file has the path of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fallback {
    /// `index.html` with status 200. Hosts that are configured for a single-page app do this.
    Index200,
    /// `404.html` with status 404. GitHub Pages and hosts without a configuration do this.
    #[default]
    NotFound404,
}

/// The options of a host: what it serves, and at which address.
#[derive(Clone, Debug)]
pub struct HostOptions {
    /// The release folder.
    pub dir: PathBuf,
    /// The port on localhost. With 0, the system chooses a free port.
    pub port: u16,
    /// The path below which the folder is served, such as `/` or `/app/`.
    pub prefix: String,
    /// An API base that replaces the one of the release. If it is set, the host serves a changed page and a changed
    /// policy.
    pub api_base: Option<String>,
    /// An idle time-out in seconds that replaces the one of the release.
    pub idle_timeout: Option<u32>,
    /// What the host responds if no file has the path of a request.
    pub fallback: Fallback,
    /// A script that every page loads before all other scripts. The script can post lines to the address from which it
    /// was loaded, and the host records these lines.
    pub recorder: Option<String>,
    /// Additional rules, in the syntax of a `_headers` file. If they contain a policy, browsers enforce both this
    /// policy and the policy of the release.
    pub headers: String,
}

impl HostOptions {
    /// Returns options that serve the folder unchanged, at the path `/` of a free port.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            port: 0,
            prefix: "/".to_owned(),
            api_base: None,
            idle_timeout: None,
            fallback: Fallback::default(),
            recorder: None,
            headers: String::new(),
        }
    }
}

/// A running host. It stops when this value is dropped.
#[derive(Debug)]
pub struct Host {
    shared: Arc<Shared>,
    prefix: PublicUrl,
    port: u16,
    stop: watch::Sender<bool>,
    servers: Vec<JoinHandle<()>>,
}

/// The state that all requests of a host share.
#[derive(Debug)]
struct Shared {
    site: Site,
    refusals: Mutex<Refusals>,
    recorder: Recorder,
    /// The suffix that [`Host::hold`] has set, or `None`. The host does not yet respond to requests whose path ends
    /// with this suffix.
    held: watch::Sender<Option<String>>,
    /// The paths of the requests that were answered with status 200 since the last call of [`Host::take_served`].
    served: Mutex<Vec<String>>,
}

impl Shared {
    fn served(&self) -> MutexGuard<'_, Vec<String>> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refusals(&self) -> MutexGuard<'_, Refusals> {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Host {
    /// Copies the release folder and serves the copy, so that later changes of the folder do not matter.
    ///
    /// # Errors
    /// If an option is not valid, if the folder is no release, if the copy cannot be written, or if the port is taken.
    pub async fn start(options: HostOptions) -> Result<Self> {
        let prefix: PublicUrl = options.prefix.parse()?;
        let site = Site::copy(&options, &prefix)?;
        let shared = Arc::new(Shared {
            site,
            refusals: Mutex::default(),
            recorder: Recorder::default(),
            held: watch::Sender::new(None),
            served: Mutex::default(),
        });
        let listeners = port::listen(options.port).await?;
        let port = listeners[0].local_addr().context("The host's own address is unknown.")?.port();
        let router = router::router(options, &prefix, shared.clone());
        let stop = watch::Sender::new(false);
        let servers = listeners.into_iter().map(|listener| serve(listener, router.clone(), stop.subscribe())).collect();
        Ok(Self { shared, prefix, port, stop, servers })
    }

    /// Returns the full address of the app, such as `http://localhost:8081/app/`.
    pub fn url(&self) -> String {
        format!("{}{}", self.origin(), self.prefix)
    }

    /// Returns the origin of the app, such as `http://localhost:8081`.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Lets the host answer 404 to each request whose path ends with this suffix, such as `.wasm` or `boot.js`. The
    /// effect ends with [`allow_all`](Self::allow_all).
    pub fn refuse(&self, path_suffix: &str) {
        self.shared.refusals().suffixes.push(path_suffix.to_owned());
    }

    /// Lets the host answer 404 to each request for the script of a dedicated worker. The effect ends with
    /// [`allow_all`](Self::allow_all).
    pub fn refuse_workers(&self) {
        self.shared.refusals().workers = true;
    }

    /// Makes the host wait before it responds to a request whose path ends with this suffix. The host sends these
    /// responses after a call of [`allow_all`](Self::allow_all). Only one suffix counts: if this function is called
    /// again, the new suffix replaces the old one, and the responses for the old suffix are sent.
    pub fn hold(&self, path_suffix: &str) {
        self.shared.held.send_replace(Some(path_suffix.to_owned()));
    }

    /// Ends the effect of all earlier calls of [`refuse`](Self::refuse), [`refuse_workers`](Self::refuse_workers) and
    /// [`hold`](Self::hold).
    pub fn allow_all(&self) {
        self.shared.held.send_replace(None);
        *self.shared.refusals() = Refusals::default();
    }

    /// Returns the paths of the requests that were answered with status 200 since the last call of this function, in
    /// the order of the responses. A path that was requested twice is in the list twice.
    pub fn take_served(&self) -> Vec<String> {
        std::mem::take(&mut *self.shared.served())
    }

    /// Appends bytes to each served file whose name begins with `begin` and ends with `end`. Subfolders are not
    /// searched. The release folder itself does not change.
    ///
    /// # Panics
    /// If there is no such file, or if a file cannot be written. In these cases, the test would prove nothing.
    pub fn append(&self, begin: &str, end: &str, bytes: &[u8]) {
        let changed = self.shared.site.append(begin, end, bytes).expect("a copy that can be written");
        assert!(changed > 0, "the release has no file `{begin}…{end}`");
    }

    /// Serves another release from now on: all files of the earlier one are gone. The API base, the recorder and the
    /// header rules stay.
    ///
    /// # Panics
    /// If the folder is no release, or if the files cannot be replaced. In these cases, the test would prove nothing.
    pub fn replace(&self, release: &Path) {
        self.shared.site.replace_release(release).expect("another release");
    }

    /// Returns the lines that the recorder has posted since the last call of this function. Returns no lines if the
    /// host has no recorder.
    pub fn recorded(&self) -> Vec<String> {
        self.shared.recorder.take()
    }

    /// Stops the host, so that its port is free again. Waits until the open connections end, at most two seconds for
    /// each address.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for mut server in std::mem::take(&mut self.servers) {
            // The server ends only after all its connections have ended. A client may keep its connection open, so the
            // wait for the server is limited.
            if tokio::time::timeout(Duration::from_secs(2), &mut server).await.is_err() {
                server.abort();
            }
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // Aborting the servers is not enough: each open connection has its own task, which would continue to serve
        // requests.
        self.stop.send_replace(true);
    }
}

fn serve(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let stopped = async move {
            // An error means that the host was dropped. The server must stop in this case, too.
            let _ = stop.wait_for(|stop| *stop).await;
        };
        // The result is always `Ok`: after an error of the socket, `axum::serve` waits and then tries again.
        let _ = axum::serve(listener, router).with_graceful_shutdown(stopped).await;
    })
}
