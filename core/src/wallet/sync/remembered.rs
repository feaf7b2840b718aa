//! What a sync remembers of references, in as much memory for a long record as for a short one.

/// Places for references: more than the records of nearly all members.
const PLACES: usize = 1 << 16;
/// Among how many of them a reference has its place, by its hash. With fewer, more groups would be full while others have room.
const GROUP: usize = 4;
/// The bit of a place that says that the record came.
const CAME: u64 = 1;

/// References that were noted or whose records came, the latest ones, by their hashes.
pub(super) struct Remembered(Vec<[u64; GROUP]>);

impl Remembered {
    pub(super) fn new() -> Self {
        Self(vec![[0; GROUP]; PLACES / GROUP])
    }

    /// Remembers that a record came.
    pub(super) fn came(&mut self, hash: u64) {
        self.put(hash | CAME);
    }

    /// Whether a record is known to have come.
    pub(super) fn has_come(&mut self, hash: u64) -> bool {
        self.group(hash).contains(&(hash | CAME))
    }

    /// Remembers that a reference was noted, unless its record came. Whether neither of both was known.
    pub(super) fn note(&mut self, hash: u64) -> bool {
        let is_new = !self.group(hash).iter().any(|place| place | CAME == hash | CAME);
        if is_new {
            self.put(hash & !CAME);
        }
        is_new
    }

    /// Takes the place of what is known of the same reference, or else of what was put there longest ago.
    fn put(&mut self, place: u64) {
        let group = self.group(place);
        let at = group.iter().position(|known| known | CAME == place | CAME).unwrap_or(GROUP - 1);
        group.copy_within(..at, 1);
        group[0] = place;
    }

    fn group(&mut self, hash: u64) -> &mut [u64; GROUP] {
        let groups = self.0.len();
        // The upper bits tell the group, the lowest is the mark.
        &mut self.0[(hash >> 32) as usize % groups]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_new_until_it_is_noted_or_its_record_came() {
        let mut remembered = Remembered::new();
        assert!(!remembered.has_come(7 << 40));
        assert!(remembered.note(7 << 40));
        assert!(!remembered.note(7 << 40));
        assert!(!remembered.has_come(7 << 40));
        remembered.came(7 << 40);
        assert!(remembered.has_come(7 << 40));
        assert!(!remembered.note(7 << 40));
        assert!(remembered.has_come(7 << 40));
    }

    #[test]
    fn what_was_put_longest_ago_is_forgotten() {
        let mut remembered = Remembered::new();
        // All of one group, and different in more than the mark.
        let hashes: Vec<u64> = (1..=6).map(|number| number << 1).collect();
        for hash in &hashes[..5] {
            remembered.came(*hash);
        }
        let known: Vec<bool> = hashes.iter().map(|hash| remembered.has_come(*hash)).collect();
        assert_eq!(known, [false, true, true, true, true, false]);
        // What is known already makes no other forgotten.
        remembered.came(hashes[1]);
        assert!(remembered.note(hashes[5]));
        let known: Vec<bool> = hashes.iter().map(|hash| remembered.has_come(*hash)).collect();
        assert_eq!(known, [false, true, false, true, true, false]);
    }
}
