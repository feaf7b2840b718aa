//! One page of a search: its entries in batches while it arrives, and where the next one is.

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::error::{FhirError, HttpError};
use crate::fhir::{BundleReader, Envelope, RawEntry, broken_off};
use crate::http::{DOCUMENT_LIMIT, Streamed, host};

/// A batch is handed on when it has this many entries or bytes: some of a long page, so that one is read and sealed while the
/// next arrives, and enough for records of many types to fill sheaves.
const BATCH_ENTRIES: usize = 512;
const BATCH_BYTES: usize = 384 << 10;

/// A page whose body is still coming.
pub struct Page {
    streamed: Streamed,
    reader: BundleReader,
    /// Those that came since the last batch, and their bytes.
    entries: Vec<RawEntry>,
    size: usize,
    /// Bytes of body until now, after decompression.
    pub bytes: u64,
    /// The entity tag of the page.
    pub etag: Option<String>,
}

/// What a server answers to a search.
pub enum Answer {
    /// The page begins.
    Page(Box<Page>),
    /// 304: it is what it was when its entity tag was noted.
    Unchanged,
    /// 400: the server wants other parameters.
    Refused(Refusal),
}

/// What an OperationOutcome says about a search that was refused. Its words are the server's: not for logs.
pub struct Refusal(String);

impl Refusal {
    /// Whether it speaks of this parameter.
    pub fn names(&self, parameter: &str) -> bool {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        self.0.split(|c: char| !is_part(c)).any(|word| word.eq_ignore_ascii_case(parameter))
    }
}

impl Page {
    /// Judges the answer to a search.
    pub async fn judge(streamed: Streamed, url: &Url) -> Result<Answer, FhirError> {
        match streamed.status() {
            200 => {
                let etag = streamed.etag();
                let (reader, entries) = (BundleReader::default(), Vec::new());
                Ok(Answer::Page(Box::new(Self { streamed, reader, entries, size: 0, bytes: 0, etag })))
            }
            304 => Ok(Answer::Unchanged),
            400 => {
                // One that cannot be read names no parameter.
                let body = streamed.document(DOCUMENT_LIMIT).await.map(|document| document.body);
                let text = String::from_utf8_lossy(&body.unwrap_or_default()).into_owned();
                Ok(Answer::Refused(Refusal(text)))
            }
            status @ (401 | 403) => Err(FhirError::Forbidden { status }),
            status => Err(HttpError::Status { host: host(url), status, retry_after: None }.into()),
        }
    }

    /// Waits until the entries begin. What stands before them, where it leads to another page already: servers mostly write
    /// their links first, so that who reads on may ask for the next page meanwhile.
    pub async fn begin(&mut self, cancel: &CancellationToken) -> Result<Option<Envelope>, FhirError> {
        loop {
            if let Some(before) = self.reader.before_entries() {
                return Ok(Some(before).filter(|before| before.is_bundle() && before.next().is_some()));
            }
            if !self.read_on(cancel).await? {
                return Ok(None);
            }
        }
    }

    /// The next entries, or `None` when the page is complete.
    pub async fn next_batch(
        &mut self,
        cancel: &CancellationToken,
    ) -> Result<Option<Vec<RawEntry>>, FhirError> {
        while self.entries.len() < BATCH_ENTRIES && self.size < BATCH_BYTES {
            if !self.read_on(cancel).await? {
                break;
            }
        }
        self.size = 0;
        let entries = std::mem::take(&mut self.entries);
        Ok((!entries.is_empty()).then_some(entries))
    }

    /// Takes what comes next. `false` at the end.
    async fn read_on(&mut self, cancel: &CancellationToken) -> Result<bool, FhirError> {
        let chunk = tokio::select! {
            chunk = self.streamed.chunk() => chunk?,
            () = cancel.cancelled() => return Err(FhirError::Cancelled),
        };
        let Some(chunk) = chunk else { return Ok(false) };
        self.bytes += chunk.len() as u64;
        let before = self.entries.len();
        self.reader.push(chunk, &mut self.entries)?;
        self.size += self.entries[before..].iter().map(RawEntry::len).sum::<usize>();
        Ok(true)
    }

    /// What the page says around its entries.
    pub fn finish(self) -> Result<Envelope, FhirError> {
        let envelope = self.reader.finish().map_err(|error| broken_off(error, self.streamed.host()))?;
        if envelope.is_bundle() {
            Ok(envelope)
        } else {
            Err(FhirError::Malformed { rule: "a Bundle was asked for and something else came" })
        }
    }
}

/// Where the next page is. A link to another origin is an error: the token must not go there.
pub fn next_page(envelope: &Envelope, current: &Url) -> Result<Option<Url>, FhirError> {
    let Some(link) = envelope.next() else { return Ok(None) };
    let next = current.join(link).map_err(|_| FhirError::Malformed { rule: "its next link is not a URL" })?;
    if next.origin() != current.origin() {
        return Err(FhirError::ForeignLink { host: host(&next) });
    }
    if next == *current {
        return Err(FhirError::LinkLoop);
    }
    Ok(Some(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_a_parameter_as_a_word() {
        let text =
            r#"{"issue":[{"diagnostics":"Must have CATEGORY or code","expression":["http.care_team"]}]}"#;
        let refusal = Refusal(text.to_owned());
        assert!(refusal.names("category") && refusal.names("code"));
        assert!(!refusal.names("team") && !refusal.names("status") && !refusal.names("intent"));
    }

    #[test]
    fn the_next_page_is_on_the_same_origin() {
        let current = Url::parse("https://payer.example/fhir/Claim?page=1").unwrap();
        let next = |link: &str| {
            let text =
                format!(r#"{{"resourceType":"Bundle","link":[{{"relation":"next","url":"{link}"}}]}}"#);
            next_page(&serde_json::from_str(&text).unwrap(), &current)
        };
        assert_eq!(
            next("https://payer.example/fhir?p=2").unwrap().unwrap().as_str(),
            "https://payer.example/fhir?p=2"
        );
        assert_eq!(next("?page=2").unwrap().unwrap().as_str(), "https://payer.example/fhir/Claim?page=2");
        assert_eq!(
            next("https://evil.example/"),
            Err(FhirError::ForeignLink { host: "evil.example".to_owned() })
        );
        assert_eq!(
            next("http://payer.example/fhir?p=2"),
            Err(FhirError::ForeignLink { host: "payer.example".to_owned() })
        );
        assert_eq!(next("?page=1"), Err(FhirError::LinkLoop));
        assert_eq!(next_page(&Envelope::default(), &current), Ok(None));
    }
}
