//! A static host as production would be: a release folder under its own headers and policy, compressed.
//! It must not know how the folder was built, nor anything of the app in it but where its API base is written.

mod answer;
mod file;
mod refusal;
mod rules;
mod site;
mod witness;

pub use file::{Encoding, File};
pub use rules::Rules;
pub use site::Site;
use witness::Witness;

use crate::{api_base::ApiBase, port};
use anyhow::{Context, Result, ensure};
use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, Method, Uri},
};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// What a host answers to an address that is no file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fallback {
    /// `index.html` with status 200, as hosts do that were told that this is a single-page app.
    Index200,
    /// `404.html` with status 404, as GitHub Pages and all hosts do that were told nothing.
    #[default]
    NotFound404,
}

/// What to serve, and where.
#[derive(Clone, Debug)]
pub struct HostOptions {
    /// The release folder.
    pub dir: PathBuf,
    /// The port on localhost; 0 takes a free one.
    pub port: u16,
    /// The path below which the folder appears: `/` or such as `/app/`.
    pub prefix: String,
    /// Another API base than the folder names: page and policy are rewritten while serving.
    pub api_base: Option<String>,
    /// What to answer to an address that is no file.
    pub fallback: Fallback,
    /// A script for every page to load before its own; what it posts to its own address is kept.
    pub witness: Option<String>,
    /// More rules, as the folder's header file has them: a policy given once more is enforced beside the first.
    pub headers: String,
}

impl HostOptions {
    /// The folder at the root of a free port, and nothing changed.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            port: 0,
            prefix: "/".to_owned(),
            api_base: None,
            fallback: Fallback::default(),
            witness: None,
            headers: String::new(),
        }
    }
}

/// A running host. It ends when this is dropped.
#[derive(Debug)]
pub struct Host {
    shared: Arc<Shared>,
    port: u16,
    end: watch::Sender<bool>,
    servers: Vec<JoinHandle<()>>,
}

/// What every request of a host looks at.
#[derive(Debug)]
struct Shared {
    site: RwLock<Arc<Site>>,
    refused: Mutex<Vec<String>>,
    prefix: String,
    fallback: Fallback,
    witness: Option<Witness>,
}

impl Shared {
    fn site(&self) -> Arc<Site> {
        self.site.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on this one.
    fn serve(&self, site: Site) {
        *self.site.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(site);
    }

    fn refused(&self) -> MutexGuard<'_, Vec<String>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Host {
    /// Reads the folder and serves it.
    pub async fn start(options: HostOptions) -> Result<Self> {
        let prefix = options.prefix;
        ensure!(
            prefix.starts_with('/') && prefix.ends_with('/'),
            "`{prefix}` is no prefix: begin and end it with `/`, as in `/app/`."
        );
        let mut site = Site::read(&options.dir)?;
        if let Some(base) = &options.api_base {
            site = site.with_api_base(&base.parse()?)?;
        }
        site = site.with_headers(&options.headers)?;
        let mut witness = None;
        if let Some(script) = &options.witness {
            let (called, with_script) = Witness::call(script, &prefix, &site)?;
            (witness, site) = (Some(called), with_script);
        }
        let listeners = port::listen(options.port).await?;
        let port = listeners[0].local_addr().context("The host's own address is unknown.")?.port();
        let shared = Arc::new(Shared {
            site: RwLock::new(Arc::new(site)),
            refused: Mutex::default(),
            prefix,
            fallback: options.fallback,
            witness,
        });
        let end = watch::Sender::new(false);
        let servers = listeners.into_iter().map(|listener| serve(listener, shared.clone(), end.subscribe())).collect();
        Ok(Self { shared, port, end, servers })
    }

    /// The address of the app, as a person would type it.
    pub fn url(&self) -> String {
        format!("{}{}", self.origin(), self.shared.prefix)
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// From now on the page and the policy name that API.
    ///
    /// # Panics
    /// Where the address is none, or the page has no place for it: both are mistakes of the test that calls.
    pub fn set_api_base(&self, url: &str) {
        let base: ApiBase = url.parse().expect("an API base");
        self.shared.serve(self.shared.site().with_api_base(&base).expect("a page with an API base"));
    }

    /// From now on answers 404 to what ends so: `.wasm`, `boot.js`, or with the start of a query `boot.js?js=`.
    pub fn refuse(&self, path_suffix: &str) {
        self.shared.refused().push(path_suffix.to_owned());
    }

    /// From now on each file whose name begins and ends so has these bytes behind its own.
    pub fn append(&self, begin: &str, end: &str, bytes: &[u8]) {
        self.shared.serve(self.shared.site().with_appended(begin, end, bytes));
    }

    /// Takes back every refusal.
    pub fn allow_all(&self) {
        self.shared.refused().clear();
    }

    /// What the witness has said since the last time; nothing where none was called.
    pub fn testimony(&self) -> Vec<String> {
        self.shared.witness.as_ref().map(Witness::take).unwrap_or_default()
    }

    /// Ends it, and waits until the port is free again.
    pub async fn stop(mut self) {
        self.end.send_replace(true);
        for mut server in std::mem::take(&mut self.servers) {
            // A client that neither reads nor leaves must not keep a test from ending.
            if tokio::time::timeout(Duration::from_secs(2), &mut server).await.is_err() {
                server.abort();
            }
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // Not by aborting: open connections are tasks of their own, and would go on being answered.
        self.end.send_replace(true);
    }
}

fn serve(listener: TcpListener, shared: Arc<Shared>, mut end: watch::Receiver<bool>) -> JoinHandle<()> {
    let router = Router::new().fallback(move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
        answer::answer(shared.clone(), method, uri, headers, body)
    });
    tokio::spawn(async move {
        let ended = async move {
            // An error means that the host was dropped, which ends it as well.
            let _ = end.wait_for(|ended| *ended).await;
        };
        // It fails only where accepting fails for good; whoever asks then sees a refused connection.
        let _ = axum::serve(listener, router).with_graceful_shutdown(ended).await;
    })
}
