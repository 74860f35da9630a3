//! A database cluster: a directory with PostgreSQL's files, and the process that serves it on a Unix socket in that
//! directory. No port is used.

use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::programs::{Missing, Programs};

/// The settings of each cluster.
const SETTINGS: &str = "
listen_addresses = ''
max_connections = 400
";
/// The settings of a cluster for tests. Without `fsync` the tests are faster. Data is lost only if the machine stops,
/// not if PostgreSQL is killed.
const FOR_TESTS: &str = "
fsync = off
full_page_writes = off
shared_buffers = 32MB
";

/// How long [`Cluster::restart`] tries to start PostgreSQL after it was killed. A start fails as long as processes of
/// the killed PostgreSQL are still running.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// The shell script that the cleaner runs. The cleaner is a process of its own, so it can stop PostgreSQL even if the
/// test program is killed. First, the script waits until its input ends, which happens at the latest when the test
/// program ends. Then the script lets the processes of PostgreSQL continue, because a [frozen](Cluster::freeze) process
/// cannot stop. After that, the script stops PostgreSQL and deletes the directory of the cluster. The script has two
/// arguments: the path of `pg_ctl`, and the directory of the cluster.
const CLEAN_UP: &str = r#"
    read -r _
    read -r pid < "$1/data/postmaster.pid" && kill -CONT "$pid" && pkill -CONT -P "$pid"
    "$0" stop -D "$1/data" -m immediate -w
    rm -rf "$1"
"#;

/// A running PostgreSQL with its own directory. It stops when this value is dropped or when the program ends.
#[derive(Debug)]
pub struct Cluster {
    programs: Programs,
    directory: PathBuf,
    databases: AtomicUsize,
    cleaner: Child,
    /// The input of the cleaner. When this value is dropped, the input ends, and the cleaner stops PostgreSQL.
    cleaner_input: Option<ChildStdin>,
}

impl Cluster {
    /// Creates a new cluster in a temporary directory and starts it.
    ///
    /// # Errors
    /// [`Missing`] if PostgreSQL is not installed, or if this program runs as root and the user `postgres` does not
    /// exist.
    ///
    /// # Panics
    /// If PostgreSQL is installed, but does not start.
    pub fn start() -> Result<Self, Missing> {
        Self::start_with(&format!("{SETTINGS}{FOR_TESTS}"))
    }

    /// Creates and starts a cluster like [`start`](Self::start), but without the settings that make tests faster. So
    /// PostgreSQL waits for the disk at each commit, and has its default memory. Use this function for measurements.
    ///
    /// # Errors
    /// [`Missing`] if PostgreSQL is not installed, or if this program runs as root and the user `postgres` does not
    /// exist.
    ///
    /// # Panics
    /// If PostgreSQL is installed, but does not start.
    pub fn start_durable() -> Result<Self, Missing> {
        Self::start_with(SETTINGS)
    }

    fn start_with(settings: &str) -> Result<Self, Missing> {
        let programs = Programs::find(is_root())?;
        let directory = tempfile::Builder::new().prefix("evergreen-pg-").tempdir().expect("a directory").keep();
        if let Some(user) = programs.user() {
            give(&directory, user.uid, user.gid);
        }
        let mut cleaner = programs.command("sh");
        cleaner.args(["-c", CLEAN_UP]).arg(programs.path("pg_ctl")).arg(&directory).stdin(Stdio::piped());
        // Ctrl-C ends all processes in the process group of the test program. The cleaner still has to clean up then,
        // so it gets a group of its own.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut cleaner, 0);
        let mut cleaner = cleaner.spawn().expect("a shell");
        let cleaner_input = cleaner.stdin.take();
        let cluster = Self { programs, directory, databases: AtomicUsize::new(0), cleaner, cleaner_input };

        let mut create = cluster.programs.command(cluster.programs.path("initdb"));
        create.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"]);
        run(create.arg(cluster.data()));
        let settings = format!("{settings}unix_socket_directories = '{}'\n", cluster.directory.display());
        let file = cluster.data().join("postgresql.auto.conf");
        std::fs::write(file, settings).expect("the settings are written");
        assert!(cluster.try_start(), "PostgreSQL does not start: {}", cluster.log());
        Ok(cluster)
    }

    /// Creates a new, empty database, and returns its name and its URL.
    ///
    /// # Panics
    /// If the database cannot be created.
    pub fn create_database(&self) -> (String, String) {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::SeqCst));
        self.execute("postgres", &format!("CREATE DATABASE {name} TEMPLATE template0"));
        let url = format!("postgres://postgres@localhost/{name}?host={}", self.directory.display());
        (name, url)
    }

    /// Returns the directory of the cluster, which is deleted when the cluster stops. A test may put its own files
    /// there.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Executes an SQL statement in the database with this name, and returns the rows as text, without a header. The
    /// columns are separated by `|`.
    ///
    /// # Panics
    /// If the statement fails.
    pub fn execute(&self, database: &str, statement: &str) -> String {
        let mut command = self.programs.command(self.programs.path("psql"));
        command.args(["--no-psqlrc", "--tuples-only", "--no-align", "--username=postgres", "--host"]);
        command.arg(&self.directory).args(["--dbname", database, "--command", statement]);
        run(&mut command)
    }

    /// Sends SIGKILL to the main process of PostgreSQL. The process ends at once, because no process can handle this
    /// signal. The other processes of PostgreSQL then end on their own.
    ///
    /// # Panics
    /// If PostgreSQL is not running.
    pub fn kill(&self) {
        run(Command::new("kill").args(["-KILL", &self.pid()]).stdin(Stdio::null()));
    }

    /// Suspends all processes of PostgreSQL until [`thaw`](Self::thaw) is called. The connections to PostgreSQL stay
    /// open, but PostgreSQL answers nothing.
    ///
    /// # Panics
    /// If PostgreSQL is not running.
    pub fn freeze(&self) {
        // The main process is suspended first. Otherwise, it could start another process after the others were
        // suspended.
        run(Command::new("kill").args(["-STOP", &self.pid()]).stdin(Stdio::null()));
        run(Command::new("pkill").args(["-STOP", "-P", &self.pid()]).stdin(Stdio::null()));
    }

    /// Lets the processes of PostgreSQL continue after [`freeze`](Self::freeze).
    ///
    /// # Panics
    /// If PostgreSQL is not running.
    pub fn thaw(&self) {
        run(Command::new("pkill").args(["-CONT", "-P", &self.pid()]).stdin(Stdio::null()));
        run(Command::new("kill").args(["-CONT", &self.pid()]).stdin(Stdio::null()));
    }

    /// Returns the identifier of the main process.
    fn pid(&self) -> String {
        let file = std::fs::read_to_string(self.data().join("postmaster.pid")).expect("PostgreSQL is running");
        file.lines().next().expect("its process identifier").to_owned()
    }

    /// Starts PostgreSQL again after [`kill`](Self::kill), and waits until PostgreSQL accepts connections. PostgreSQL
    /// recovers everything that was committed.
    ///
    /// # Panics
    /// If PostgreSQL does not start within a minute.
    pub fn restart(&self) {
        let began = Instant::now();
        while !self.try_start() {
            assert!(began.elapsed() < START_TIMEOUT, "PostgreSQL does not start again: {}", self.log());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn try_start(&self) -> bool {
        let mut start = self.programs.command(self.programs.path("pg_ctl"));
        start.args(["start", "--wait", "--silent", "--log"]).arg(self.directory.join("log")).arg("--pgdata");
        start.arg(self.data()).status().expect("pg_ctl runs").success()
    }

    fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.directory.join("log")).unwrap_or_default()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.cleaner_input.take());
        let _ = self.cleaner.wait();
    }
}

/// Runs a command and returns its output. If the command fails, panics with the error output of the command.
fn run(command: &mut Command) -> String {
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output();
    let output = output.unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?} failed: {}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// Returns whether this program runs as root. To find this out, the function creates a file. If the program runs as
/// root, the file belongs to root.
#[cfg(unix)]
pub(crate) fn is_root() -> bool {
    let file = tempfile::NamedTempFile::new().and_then(|file| file.as_file().metadata()).expect("a file");
    std::os::unix::fs::MetadataExt::uid(&file) == 0
}

/// Gives a file to another user.
#[cfg(unix)]
fn give(file: &Path, uid: u32, gid: u32) {
    std::os::unix::fs::chown(file, Some(uid), Some(gid)).expect("the directory belongs to the user of PostgreSQL");
}

#[cfg(not(unix))]
pub(crate) fn is_root() -> bool {
    false
}

#[cfg(not(unix))]
fn give(_: &Path, _: u32, _: u32) {}
