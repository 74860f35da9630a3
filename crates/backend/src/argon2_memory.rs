//! The memory in which Argon2 works: 19 MiB for each run, by default. It is used again for the next run. If each run
//! allocated its own, glibc would keep the freed memory of each thread, and the process would grow to hundreds of MB.

use std::sync::{Mutex, PoisonError};

use argon2::Block;

/// The buffers that no run uses at the moment. Their number never exceeds the largest number of simultaneous runs so
/// far.
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
        assert_eq!(memory.0.lock().expect("no panic").len(), 2);
    }
}
