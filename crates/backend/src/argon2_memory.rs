//! The memory in which Argon2 works. By default, a run needs 19 MiB. After a run, its memory is kept for a later run.
//! The runs are in different threads. If each run allocated and freed its own memory, glibc would keep the freed memory
//! separately for each thread, and the process would grow to hundreds of MB.

use std::sync::{Mutex, PoisonError};

use argon2::Block;

/// The buffers that no run of Argon2 uses at the moment. A run creates a new buffer only if all others are in use. So
/// there are never more buffers than the largest number of runs that were active at the same time.
#[derive(Default)]
pub(crate) struct Argon2Memory(Mutex<Vec<Vec<Block>>>);

impl Argon2Memory {
    /// Calls `run` with this number of blocks. The blocks may still have the contents of an earlier run. Argon2
    /// overwrites them.
    pub(crate) fn with<T>(&self, blocks: usize, run: impl FnOnce(&mut [Block]) -> T) -> T {
        let mut buffer = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        if buffer.len() != blocks {
            // A hash with another cost needs another size. The old memory is freed first.
            buffer = Vec::new();
            buffer.resize(blocks, Block::default());
        }
        let result = run(&mut buffer);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
        result
    }

    /// Returns how many buffers no run uses at the moment.
    #[cfg(test)]
    pub(crate) fn unused(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_again() {
        let memory = Argon2Memory::default();
        let address = |blocks| memory.with(blocks, |blocks| (blocks.as_ptr(), blocks.len()));
        let first = address(100);
        assert_eq!(address(100), first);
        assert_eq!(address(200).1, 200, "another cost");
        let two = memory.with(200, |one| memory.with(200, |two| one.as_ptr() != two.as_ptr()));
        assert!(two, "two runs at the same time do not share memory");
        assert_eq!(memory.unused(), 2);
    }
}
