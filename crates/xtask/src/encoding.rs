//! Compresses with gzip and brotli, each at its best level. Hosts use these two encodings for text and wasm.

use std::io::Write;

/// Compresses with brotli at its best level.
pub fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    encoder.write_all(bytes).expect("writing to memory cannot fail");
    encoder.into_inner()
}

/// Compresses with gzip at its best level.
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
    fn decompressing_gives_the_original_bytes() {
        let text = "evergreen ".repeat(1000).into_bytes();
        let mut back = Vec::new();
        brotli::Decompressor::new(brotli(&text).as_slice(), 4096).read_to_end(&mut back).expect("valid brotli");
        assert_eq!(back, text);
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(gzip(&text).as_slice()).read_to_end(&mut back).expect("valid gzip");
        assert_eq!(back, text);
    }
}
