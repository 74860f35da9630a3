//! A connection on which a write fails if the other end does not read the sent bytes in time.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// A stream that limits how long writing may take. A deadline starts when a write has to wait because the other end
/// does not read. Only a finished flush removes the deadline. So the other end cannot extend the deadline by reading a
/// few bytes now and then.
pub(crate) struct WriteDeadline<S> {
    stream: S,
    limit: Duration,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<S> WriteDeadline<S> {
    /// Returns a stream that limits the writes to `stream`. A write that still has to wait after the time `limit` fails
    /// with `TimedOut`.
    pub(crate) fn new(stream: S, limit: Duration) -> Self {
        Self { stream, limit, deadline: None }
    }

    /// Returns the result of a write, if `written` contains a result. Otherwise the write has to wait: the deadline
    /// starts, unless it has already started. When the deadline has passed, the result is the error `TimedOut`.
    fn limited<T>(&mut self, context: &mut Context<'_>, written: Poll<Result<T>>) -> Poll<Result<T>> {
        if written.is_ready() {
            return written;
        }
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(self.limit)));
        deadline.as_mut().poll(context).map(|()| Err(Error::new(ErrorKind::TimedOut, "the client does not read")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for WriteDeadline<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WriteDeadline<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.limited(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.limited(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        if flushed.is_ready() {
            self.deadline = None;
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(1);

    /// Reads one byte after the other, with this pause before each.
    async fn read_slowly(mut stream: DuplexStream, pause: Duration) {
        loop {
            tokio::time::sleep(pause).await;
            let _ = stream.read_u8().await;
        }
    }

    #[tokio::test]
    async fn reading_a_few_bytes_does_not_extend_the_deadline() {
        let (here, there) = duplex(8);
        let reader = tokio::spawn(read_slowly(there, LIMIT / 20));
        let mut stream = WriteDeadline::new(here, LIMIT);
        let written = tokio::time::timeout(LIMIT * 100, stream.write_all(&[0; 10_000])).await;
        assert_eq!(written.expect("an end").map_err(|error| error.kind()), Err(ErrorKind::TimedOut));
        reader.abort();
    }

    #[tokio::test]
    async fn each_flush_begins_a_new_deadline() {
        let (here, there) = duplex(8);
        let reader = tokio::spawn(read_slowly(there, LIMIT / 100));
        let mut stream = WriteDeadline::new(here, LIMIT);
        let started = std::time::Instant::now();
        while started.elapsed() < LIMIT * 3 {
            stream.write_all(&[0; 9]).await.expect("in time");
            stream.flush().await.expect("flushed");
        }
        reader.abort();
    }
}
