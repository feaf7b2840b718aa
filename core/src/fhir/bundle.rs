//! Splits a Bundle into its entries while it arrives.
//!
//! The splitter knows just enough JSON to find where an entry begins and ends; each entry is parsed on its own later.
//! What is outside of the entries (type, total, links) is kept aside and parsed at the end. Memory is bounded by the
//! largest single entry, whatever the size of the bundle.

use std::ops::Range;

use bytes::{Bytes, BytesMut};
use serde::Deserialize;

use crate::error::{FhirError, HttpError};
use crate::json::Nesting;

/// Deepest nesting that is read.
const DEEPEST: u32 = 128;
/// How deep the members of an entry are: in the Bundle, its array and the entry.
const IN_ENTRY: u32 = 3;
/// Largest single entry, in bytes.
const LARGEST_ENTRY: usize = 16 << 20;
/// Largest rest of a bundle around its entries, in bytes.
const LARGEST_ENVELOPE: usize = 1 << 20;
/// Bytes that are allocated at once, for entries that come together and go together: elsewhere they are freed, and an
/// allocation for each of them is a lock that two threads want.
const BLOCK: usize = 64 << 10;

/// The rule that a bundle or a resource breaks of which the end is missing.
pub(super) const BREAKS_OFF: &str = "it breaks off";

/// What ends in the middle is a connection that broke, whatever HTTP says.
pub fn broken_off(error: FhirError, host: &str) -> FhirError {
    match error {
        FhirError::Malformed { rule: BREAKS_OFF } => HttpError::Broken { host: host.to_owned() }.into(),
        other => other,
    }
}

/// What a Bundle says around its entries.
#[derive(Debug, Default, Deserialize)]
pub struct Envelope {
    /// `Bundle`, or what came instead, such as `OperationOutcome`.
    #[serde(default, rename = "resourceType")]
    pub resource_type: String,
    /// How many matches there are on all pages, where the server says so.
    #[serde(default)]
    pub total: Option<u64>,
    #[serde(default)]
    link: Option<Vec<Link>>,
}

#[derive(Debug, Deserialize)]
struct Link {
    relation: Option<String>,
    url: Option<String>,
}

impl Envelope {
    /// Whether this is a Bundle, and not what came instead.
    pub fn is_bundle(&self) -> bool {
        self.resource_type == "Bundle"
    }

    /// The link to the next page, verbatim.
    pub fn next(&self) -> Option<&str> {
        let next = |link: &&Link| link.relation.as_deref() == Some("next");
        self.link.as_ref()?.iter().find(next)?.url.as_deref()
    }
}

/// What may come between entries.
#[derive(Clone, Copy, Default)]
enum NextEntry {
    /// An entry, or the end.
    #[default]
    First,
    /// A comma, or the end.
    Comma,
    /// An entry.
    Another,
}

/// One entry of a Bundle, as it came.
#[cfg_attr(fuzzing, derive(PartialEq, Eq))]
pub struct RawEntry {
    pub(super) bytes: Bytes,
    /// Where the largest object or array among its members is: the resource, unless the entry is an odd one.
    pub(super) largest: Range<usize>,
}

crate::secret::opaque_debug!(RawEntry);

impl RawEntry {
    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }
}

/// Splits one Bundle.
#[derive(Default)]
pub struct BundleReader {
    nesting: Nesting,
    /// Inside the array `Bundle.entry`.
    in_entries: bool,
    /// The member whose value comes next is `entry`.
    at_entry: bool,
    next_entry: NextEntry,
    /// The last string at the top level, as far as it is needed to tell `entry` from others.
    last_string: Vec<u8>,
    entry: BytesMut,
    /// Where the largest object or array among its members is.
    largest: Range<usize>,
    /// Where the member of the entry begins that is being read, if it is an object or array.
    member: usize,
    envelope: Vec<u8>,
}

impl BundleReader {
    /// Takes the next bytes and appends the entries that they complete to `entries`.
    pub fn push(&mut self, chunk: &[u8], entries: &mut Vec<RawEntry>) -> Result<(), FhirError> {
        let mut rest = chunk;
        while !rest.is_empty() {
            let taken = if self.in_entries && (self.nesting.depth > 2 || self.opens_entry(rest[0])) {
                self.scan_entry(rest, entries)?
            } else {
                self.step(rest[0])?;
                1
            };
            if self.nesting.deepest > DEEPEST {
                return Err(malformed("it is nested deeper than 128 levels"));
            }
            rest = &rest[taken..];
        }
        Ok(())
    }

    /// What stands before the entries, while they come. `None` before they begin and after their end.
    pub fn before_entries(&self) -> Option<Envelope> {
        if !self.in_entries {
            return None;
        }
        serde_json::from_slice(&[&self.envelope, b"]}".as_slice()].concat()).ok()
    }

    /// What is around the entries, once all bytes have come.
    pub fn finish(self) -> Result<Envelope, FhirError> {
        if self.nesting.depth != 0 || self.nesting.in_string || self.envelope.is_empty() {
            return Err(malformed(BREAKS_OFF));
        }
        serde_json::from_slice(&self.envelope).map_err(|_| malformed("it is not a JSON object"))
    }

    fn opens_entry(&self, byte: u8) -> bool {
        byte == b'{' && !matches!(self.next_entry, NextEntry::Comma)
    }

    /// From an entry's beginning, or inside of it: runs to its end or to the end of the chunk, and says how many bytes that
    /// took.
    fn scan_entry(&mut self, bytes: &[u8], entries: &mut Vec<RawEntry>) -> Result<usize, FhirError> {
        let (mut index, mut complete) = (0, false);
        while index < bytes.len() && !complete {
            let Some(taken) = self.nesting.follow(&bytes[index..], IN_ENTRY) else {
                index = bytes.len();
                break;
            };
            index += taken;
            let (end, depth) = (self.entry.len() + index, self.nesting.depth);
            match bytes[index - 1] {
                b'{' | b'[' => self.member = end - 1,
                _ if depth == IN_ENTRY => {
                    let member = self.member..end;
                    if member.len() > self.largest.len() {
                        self.largest = member;
                    }
                }
                _ => complete = true,
            }
        }
        if self.entry.len() + index > LARGEST_ENTRY {
            return Err(malformed("one entry is larger than 16 MiB"));
        }
        if self.entry.capacity() == 0 {
            self.entry = BytesMut::with_capacity(BLOCK);
        }
        self.entry.extend_from_slice(&bytes[..index]);
        if complete {
            self.next_entry = NextEntry::Comma;
            let (bytes, largest) = (self.entry.split().freeze(), std::mem::take(&mut self.largest));
            entries.push(RawEntry { bytes, largest });
        }
        Ok(index)
    }

    /// Outside of the entries, byte by byte: there is little of it.
    fn step(&mut self, byte: u8) -> Result<(), FhirError> {
        let Nesting { depth, in_string, .. } = self.nesting;
        if self.in_entries {
            match (byte, self.next_entry) {
                (b']', NextEntry::First | NextEntry::Comma) => self.in_entries = false,
                (b',', NextEntry::Comma) => {
                    self.next_entry = NextEntry::Another;
                    return Ok(());
                }
                (b' ' | b'\t' | b'\r' | b'\n', _) => return Ok(()),
                _ => return Err(malformed("Bundle.entry is no array of objects")),
            }
        }
        if self.envelope.len() >= LARGEST_ENVELOPE {
            return Err(malformed("there is more than 1 MiB around the entries"));
        }
        // A byte order mark or white space before the object is tolerated; anything else is not JSON.
        if depth == 0 && byte != b'{' {
            return match byte {
                b' ' | b'\t' | b'\r' | b'\n' | 0xEF | 0xBB | 0xBF => Ok(()),
                _ => Err(malformed("it is not a JSON object")),
            };
        }
        self.envelope.push(byte);
        self.nesting.follow(&[byte], depth);
        if depth != 1 {
            return Ok(());
        }
        if in_string {
            if self.nesting.in_string && self.last_string.len() <= b"entry".len() {
                self.last_string.push(byte);
            }
            return Ok(());
        }
        match byte {
            b'"' => self.last_string.clear(),
            b':' => self.at_entry = self.last_string == b"entry",
            b'[' if self.at_entry => {
                self.in_entries = true;
                self.next_entry = NextEntry::First;
            }
            _ => {}
        }
        Ok(())
    }
}

fn malformed(rule: &'static str) -> FhirError {
    FhirError::Malformed { rule }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::json::any_json;

    fn split(text: &str, chunk: usize) -> Result<(Vec<String>, Envelope), FhirError> {
        let mut reader = BundleReader::default();
        let mut entries = Vec::new();
        for piece in text.as_bytes().chunks(chunk) {
            reader.push(piece, &mut entries)?;
        }
        Ok((
            entries.into_iter().map(|entry| String::from_utf8(entry.bytes.into()).unwrap()).collect(),
            reader.finish()?,
        ))
    }

    #[test]
    fn entries_come_out_byte_for_byte_however_the_bytes_arrive() {
        let text = r#" {"resourceType":"Bundle","total":2,"note":"entry","link":[{"relation":"next","url":"https://a/?b"}],
            "entry" : [ {"resource":{"text":"a \"}] b\\", "n":1.50}} ,{"resource":{"entry":[{}]}}], "x":{"entry":[1]}}"#;
        for chunk in [1, 2, 3, 7, 1000] {
            let (entries, envelope) = split(text, chunk).unwrap();
            assert_eq!(
                entries,
                [r#"{"resource":{"text":"a \"}] b\\", "n":1.50}}"#, r#"{"resource":{"entry":[{}]}}"#]
            );
            assert_eq!(envelope.next(), Some("https://a/?b"));
        }
    }

    #[test]
    fn what_is_no_whole_bundle_is_refused() {
        let deep = format!("{{\"entry\":[{}]}}", "{\"a\":".repeat(200));
        let [deep_entry, deep_aside] = ["entry", "aside"]
            .map(|name| format!("{{\"{name}\":[{{\"a\":{}{}}}]}}", "[".repeat(126), "]".repeat(126)));
        for (text, rule) in [
            ("", "breaks off"),
            ("{\"resourceType\":\"Bundle\",\"entry\":[{\"a\":1}", "breaks off"),
            ("{\"resourceType\":\"Bundle\",\"entry\":[{\"a\":\"1", "breaks off"),
            ("<html>", "not a JSON object"),
            ("[1]", "not a JSON object"),
            ("{\"entry\":[null]}", "no array of objects"),
            ("{\"entry\":[{}{}]}", "no array of objects"),
            ("{\"entry\":[{},]}", "no array of objects"),
            ("{\"entry\":[]}{", "breaks off"),
            (deep.as_str(), "nested"),
            (deep_entry.as_str(), "nested"),
            (deep_aside.as_str(), "nested"),
        ] {
            let error = split(text, 5).map(|_| ()).unwrap_err().to_string();
            assert!(error.contains(rule), "{text}: {error}");
        }
    }

    /// The entries as serde_json sees them, if it takes the text for a Bundle at all.
    #[derive(Deserialize)]
    struct Whole<'a> {
        #[serde(borrow, default)]
        entry: Vec<&'a serde_json::value::RawValue>,
    }

    proptest! {
        #[test]
        fn any_bundle_is_split_as_serde_json_does_it_however_the_bytes_arrive(
            resources in prop::collection::vec(any_json(), 0..6),
            around in any_json(),
            pretty: bool,
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let entries: Vec<Value> = resources.into_iter().map(|value| json!({"resource": value})).collect();
            let bundle = json!({"resourceType": "Bundle", "before": around, "entry": entries, "after": around});
            let text = if pretty { format!("{bundle:#}") } else { bundle.to_string() };
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len())).chain([0, text.len()]).collect();
            cuts.sort_unstable();
            let (mut reader, mut found) = (BundleReader::default(), Vec::new());
            for piece in cuts.windows(2) {
                reader.push(&text.as_bytes()[piece[0]..piece[1]], &mut found).unwrap();
            }
            prop_assert_eq!(reader.finish().unwrap().resource_type, "Bundle");
            let whole: Whole<'_> = serde_json::from_str(&text).unwrap();
            let expected: Vec<&[u8]> = whole.entry.iter().map(|entry| entry.get().as_bytes()).collect();
            let split: Vec<&[u8]> = found.iter().map(|entry| &*entry.bytes).collect();
            prop_assert_eq!(split, expected);
            for entry in &found {
                let resource = &entry.bytes[entry.largest.clone()];
                let read: Value = serde_json::from_slice(&entry.bytes).unwrap();
                let is_nested = read["resource"].is_object() || read["resource"].is_array();
                let noted = if is_nested { serde_json::from_slice(resource).unwrap() } else { Value::Null };
                prop_assert_eq!(noted, if is_nested { read["resource"].clone() } else { Value::Null });
            }
        }

        /// What is broken in any way is refused, by the splitter or with the entry in which it is, where serde_json
        /// refuses the whole.
        #[test]
        fn what_serde_json_refuses_is_refused(
            resources in prop::collection::vec(any_json(), 0..4),
            at in any::<prop::sample::Index>(),
            with in prop::sample::select(b"{}[]\",:\\ x1".to_vec()),
            drop: bool,
        ) {
            let entries: Vec<Value> = resources.into_iter().map(|value| json!({"resource": value})).collect();
            let mut bytes = json!({"resourceType": "Bundle", "entry": entries, "total": 1}).to_string().into_bytes();
            let at = at.index(bytes.len());
            if drop { bytes.truncate(at) } else { bytes[at] = with }
            let Ok(text) = String::from_utf8(bytes) else { return Ok(()) };
            let split = split(&text, 7).ok().and_then(|(entries, _)| {
                entries.iter().map(|entry| serde_json::from_str::<Value>(entry).ok()).collect::<Option<Vec<_>>>()
            });
            let valid = serde_json::from_str::<Value>(&text).is_ok();
            prop_assert!(valid || split.is_none(), "{text}");
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), brackets in "[\\[\\]{}\":,entry ]{0,80}") {
            let _ = split(&String::from_utf8_lossy(&bytes), 7);
            let _ = split(&brackets, 3);
        }
    }
}
