//! Sheaves: what belongs to several records, compressed and sealed in one piece.
//!
//! Records of a type that come together are much alike, and so are their digests: together they take half the room that
//! they take one by one, and one row is written where there were ten. A record that comes with other content is in another
//! sheaf from then on. What the old sheaf has of it goes with that sheaf, when no record uses it any more, or when less than
//! half of it is used: then the rest is sealed anew.

mod alone;
mod table;

pub(super) use table::{Read, Stored, Uses, is_alone_in, leave, next};

use billfold_text::pack::{Packed, Packer, unpack};

use crate::error::StoreError;
use crate::sort::sort_by;
use crate::store::seal::{Keys, Sealer, TAG};

/// Bytes that a sheaf holds, unless one record has more. Who reads one record opens all of its sheaf; but each sheaf leaves
/// a part of a page of the file empty. LZ4 is fastest with texts of less than 64 kB.
const FULL: usize = 60 << 10;

/// How many pieces of memory of that size are kept for the next batch.
const SPARE: usize = 8;

/// What a sheaf holds of its records.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Body,
    Digest,
}

impl Part {
    /// The column of a record that has the number of its sheaf. Sheaves of one part do not open as those of the other.
    fn column(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Digest => "digest",
        }
    }
}

/// A sheaf as it is written.
pub(super) struct SealedSheaf {
    part: Part,
    /// Its place among those of its batch.
    place: u32,
    /// How many entries it holds.
    held: u32,
    sealed: Vec<u8>,
}

impl SealedSheaf {
    /// How many bytes it takes.
    pub(super) fn len(&self) -> usize {
        self.sealed.len()
    }
}

/// Entries that wait to be sealed: of each the tag of its record, its length and its bytes.
#[derive(Default)]
struct Gathered {
    held: u32,
    plain: Vec<u8>,
}

impl Gathered {
    fn add(&mut self, tag: &[u8; TAG], pieces: &[&[u8]]) {
        let length: usize = pieces.iter().map(|piece| piece.len()).sum();
        self.plain.extend_from_slice(tag);
        self.plain.extend_from_slice(&(length as u64).to_be_bytes());
        for piece in pieces {
            self.plain.extend_from_slice(piece);
        }
        self.held += 1;
    }

    fn clear(&mut self) {
        self.plain.clear();
        self.held = 0;
    }

    /// How many entries there are, and all of them sealed.
    fn seal(
        &self,
        part: Part,
        press: &mut Packer,
        seals: &mut Sealer<'_>,
    ) -> Result<(u32, Vec<u8>), StoreError> {
        let smaller = press.pack(&self.plain);
        let (length, packed) = match (smaller, u32::try_from(self.plain.len())) {
            (Some(smaller), Ok(length)) => (length, smaller),
            _ => (0, self.plain.as_slice()),
        };
        let sealed = seals.seal(part.column().as_bytes(), &[&length.to_be_bytes(), packed])?;
        Ok((self.held, sealed))
    }
}

/// What makes sheaves small, for one batch after the other: memory that was used is used again.
#[derive(Default)]
pub struct Press {
    packer: Packer,
    spare: Vec<Vec<u8>>,
}

impl Press {
    /// Bytes that it keeps.
    pub fn size(&self) -> usize {
        self.packer.size() + self.spare.iter().map(Vec::capacity).sum::<usize>()
    }
}

/// Sheaves in the making, of each type one at a time for each part.
pub(super) struct Gathering<'a> {
    press: &'a mut Press,
    pub(super) sealer: Sealer<'a>,
    /// Of each part and tag of a type, with its place among all.
    open: Vec<(Part, [u8; TAG], u32, Gathered)>,
    begun: u32,
    sealed: Vec<SealedSheaf>,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(keys: &'a Keys, press: &'a mut Press) -> Self {
        Self { press, sealer: Sealer::new(keys), open: Vec::new(), begun: 0, sealed: Vec::new() }
    }

    /// Adds a part of a record, in pieces. Says in which of the sheaves it is.
    pub(super) fn add(
        &mut self,
        (part, kind): (Part, [u8; TAG]),
        tag: &[u8; TAG],
        pieces: &[&[u8]],
    ) -> Result<u32, StoreError> {
        let length: usize = pieces.iter().map(|piece| piece.len()).sum();
        let at = self.open.iter().position(|open| (open.0, open.1) == (part, kind)).unwrap_or_else(|| {
            let plain = self.press.spare.pop().unwrap_or_else(|| Vec::with_capacity(FULL));
            self.open.push((part, kind, self.begun, Gathered { held: 0, plain }));
            self.open.len() - 1
        });
        let (_, _, place, gathered) = &mut self.open[at];
        if gathered.held > 0 && gathered.plain.len() + length > FULL {
            let (held, sealed) = gathered.seal(part, &mut self.press.packer, &mut self.sealer)?;
            self.sealed.push(SealedSheaf { part, place: *place, held, sealed });
            *place = self.begun;
            gathered.clear();
        }
        if gathered.held == 0 {
            self.begun += 1;
        }
        gathered.add(tag, pieces);
        Ok(*place)
    }

    /// All of them, in the order of their places.
    pub(super) fn finish(mut self) -> Result<Vec<SealedSheaf>, StoreError> {
        for (part, _, place, mut gathered) in self.open {
            let (held, sealed) = gathered.seal(part, &mut self.press.packer, &mut self.sealer)?;
            self.sealed.push(SealedSheaf { part, place, held, sealed });
            if self.press.spare.len() < SPARE {
                gathered.clear();
                self.press.spare.push(gathered.plain);
            }
        }
        sort_by(&mut self.sealed, |a, b| a.place.cmp(&b.place));
        Ok(self.sealed)
    }
}

/// A sheaf that was opened.
struct Opened(Vec<u8>);

impl Opened {
    fn open(part: Part, keys: &Keys, sealed: Vec<u8>) -> Result<Self, StoreError> {
        let mut opened = keys.open(part.column().as_bytes(), sealed)?;
        let (length, packed) = opened.split_first_chunk::<4>().ok_or(StoreError::Undecryptable)?;
        match u32::from_be_bytes(*length) {
            0 => Ok(Self(opened.split_off(4))),
            length => {
                unpack(packed, Packed::WithDictionary(length)).map(Self).ok_or(StoreError::Undecryptable)
            }
        }
    }

    /// What it holds, in the order in which that came. Of two entries of one record, the later counts.
    fn entries(&self) -> impl Iterator<Item = ([u8; TAG], &[u8])> {
        let mut rest = self.0.as_slice();
        std::iter::from_fn(move || {
            let (tag, after) = rest.split_first_chunk::<TAG>()?;
            let (length, after) = after.split_first_chunk::<8>()?;
            let (entry, after) =
                after.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)?;
            rest = after;
            Some((*tag, entry))
        })
    }

    fn find(&self, tag: [u8; TAG]) -> Option<&[u8]> {
        self.entries().filter(|(known, _)| *known == tag).last().map(|(_, entry)| entry)
    }
}

/// What a sheaf out of a damaged file holds.
pub(super) enum Holds {
    /// Entries of the records with these tags.
    Entries(Part, Vec<[u8; TAG]>),
    /// A record that was sealed by itself.
    Alone,
    /// Nothing that could be opened.
    Nothing,
}

impl Holds {
    pub(super) fn of(stored: Stored, keys: &Keys) -> Self {
        let Stored { held, sealed } = stored;
        if held == 0 {
            return Self::Alone;
        }
        let tags = |opened: Opened| opened.entries().map(|(tag, _)| tag).collect();
        if let Ok(bodies) = Opened::open(Part::Body, keys, sealed.clone()) {
            return Self::Entries(Part::Body, tags(bodies));
        }
        Opened::open(Part::Digest, keys, sealed)
            .map_or(Self::Nothing, |digests| Self::Entries(Part::Digest, tags(digests)))
    }
}
