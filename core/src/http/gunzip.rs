//! What is compressed on its way (`Content-Encoding: gzip`, RFC 9110 section 8.4.1.3), made what it was as it comes.

use std::io::{BufRead, ErrorKind, Read};

use bytes::{Buf as _, Bytes};
use flate2::bufread::MultiGzDecoder;

/// A body that is being decompressed. It goes straight to where it is wanted, so that no copy of a token stays that a server
/// compressed although it was not asked to; but for the decoder's own window, to which flate2 offers no way.
pub(super) struct Gunzip {
    decoder: MultiGzDecoder<Compressed>,
    /// Whether anything came.
    began: bool,
}

/// What [`Gunzip::next`] comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// So many bytes.
    Piece(usize),
    /// More has to come first.
    Waits,
    /// The end, and all is as it was.
    End,
}

/// What came and was not decompressed yet.
struct Compressed {
    bytes: Bytes,
    /// Whether no more comes.
    whole: bool,
}

impl Gunzip {
    pub(super) fn new() -> Self {
        let nothing = Compressed { bytes: Bytes::new(), whole: false };
        Self { decoder: MultiGzDecoder::new(nothing), began: false }
    }

    /// Takes what came, once [`Self::next`] waits for it: `None` where no more comes.
    pub(super) fn take(&mut self, bytes: Option<Bytes>) {
        let compressed = self.decoder.get_mut();
        compressed.whole = bytes.is_none();
        compressed.bytes = bytes.unwrap_or_default();
        self.began |= !compressed.bytes.is_empty();
    }

    /// Decompresses some of what came. An error where it is not gzip, is damaged, or ends in the middle.
    pub(super) fn next(&mut self, into: &mut [u8]) -> std::io::Result<Next> {
        // A body of no bytes at all is none, whatever its header says.
        if !self.began && self.decoder.get_ref().whole {
            return Ok(Next::End);
        }
        match self.decoder.read(into) {
            Ok(0) => Ok(Next::End),
            Ok(size) => Ok(Next::Piece(size)),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Next::Waits),
            Err(error) => Err(error),
        }
    }
}

impl BufRead for Compressed {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.bytes.is_empty() && !self.whole { Err(ErrorKind::WouldBlock.into()) } else { Ok(&self.bytes) }
    }

    fn consume(&mut self, size: usize) {
        self.bytes.advance(size);
    }
}

impl Read for Compressed {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let size = self.fill_buf()?.read(into)?;
        self.consume(size);
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    fn zip(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    /// What comes of a body that arrives so many bytes at a time.
    fn unzip(body: &[u8], at_a_time: usize) -> std::io::Result<Vec<u8>> {
        let (mut gunzip, mut plain, mut piece) = (Gunzip::new(), Vec::new(), [0; 1000]);
        let mut pieces = body.chunks(at_a_time);
        loop {
            match gunzip.next(&mut piece)? {
                Next::Piece(size) => plain.extend_from_slice(&piece[..size]),
                Next::Waits => gunzip.take(pieces.next().map(Bytes::copy_from_slice)),
                Next::End => return Ok(plain),
            }
        }
    }

    proptest! {
        #[test]
        fn a_body_is_what_it_was_however_it_comes(
            plain in prop::collection::vec(any::<u8>(), 0..5000),
            repeated in 1..40_usize,
            at_a_time in 1..3000_usize,
        ) {
            let plain = plain.repeat(repeated);
            prop_assert_eq!(unzip(&zip(&plain), at_a_time).unwrap(), plain);
        }

        #[test]
        fn a_body_that_ends_in_the_middle_is_told(
            plain in prop::collection::vec(any::<u8>(), 0..5000),
            end in any::<prop::sample::Index>(),
            at_a_time in 1..3000_usize,
        ) {
            let zipped = zip(&plain);
            let end = 1 + end.index(zipped.len() - 1);
            prop_assert!(unzip(&zipped[..end], at_a_time).is_err());
        }
    }

    #[test]
    fn what_is_damaged_or_no_gzip_is_told() {
        let zipped = zip(b"{}");
        for place in [0, 2, zipped.len() - 8, zipped.len() - 1] {
            let mut damaged = zipped.clone();
            damaged[place] ^= 1;
            assert!(unzip(&damaged, 100).is_err(), "{place}");
        }
        assert!(unzip(br#"{"resourceType":"Bundle"}"#, 100).is_err());
    }

    #[test]
    fn a_body_of_several_parts_is_one_and_one_of_nothing_is_none() {
        assert_eq!(unzip(&[zip(b"one"), zip(b"two")].concat(), 5).unwrap(), b"onetwo");
        assert_eq!(unzip(b"", 5).unwrap(), b"");
    }
}
