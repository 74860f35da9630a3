//! The number of files that the process may open. Each connection counts as one file. So each open stream of events
//! needs a file, too.

/// Raises the limit of open files to the largest value that the system allows this process. Most systems start a
/// process with a lower limit, because old programs fail with a high one. If the limit cannot be raised, it stays as it
/// is.
pub(crate) fn raise() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
        if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
            tracing::debug!(%error, "cannot raise the limit of open files");
        }
    }
}
