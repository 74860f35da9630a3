//! The two encodings in which hosts send text and wasm: gzip and brotli.
//! It must not know what is encoded, nor who asked for it.

use std::io::Write;

/// How hard brotli tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// What a host can afford while a visitor waits.
    Served,
    /// The best there is, as for files that are compressed once and sent for years.
    Best,
}

/// The bytes as brotli.
pub fn brotli(bytes: &[u8], effort: Effort) -> Vec<u8> {
    let quality = match effort {
        Effort::Served => 5,
        Effort::Best => 11,
    };
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 1 << 16, quality, 22);
    encoder.write_all(bytes).expect("writing to memory cannot fail");
    encoder.into_inner()
}

/// The bytes as gzip, at its best.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("writing to memory cannot fail");
    encoder.finish().expect("writing to memory cannot fail")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn both_give_back_what_they_were_given() {
        let text = "evergreen ".repeat(1000).into_bytes();
        for effort in [Effort::Served, Effort::Best] {
            let mut back = Vec::new();
            brotli::Decompressor::new(brotli(&text, effort).as_slice(), 4096)
                .read_to_end(&mut back)
                .expect("valid brotli");
            assert_eq!(back, text);
        }
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(gzip(&text).as_slice()).read_to_end(&mut back).expect("valid gzip");
        assert_eq!(back, text);
    }
}
