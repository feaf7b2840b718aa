//! Searches of what a payer leaves open to everybody: the provider directory and the formulary.
//!
//! Directories are large, so they are searched page by page and never mirrored. The member's token does not go along,
//! nothing of it is stored, and no search tells whose wallet asks: its parameters are the app's own.

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::error::{Error, FhirError, HttpError};
use crate::fhir::{self, Answer, Entry, Page};
use crate::http::host;
use crate::json::Arena;
use crate::payer::Preset;
use crate::wallet::Wallet;

/// Largest page that is read, in bytes: it is held whole.
const LARGEST_PAGE: u64 = 16 << 20;

/// One page of a search.
pub(super) struct OpenPage {
    /// What it holds: matches, and what they brought along.
    pub(super) entries: Vec<Entry>,
    /// How many matches there are on all pages, where the server says so.
    pub(super) total: Option<u64>,
    /// The next page, for [`Wallet::open_page`].
    pub(super) next: Option<Url>,
}

/// A payer's open endpoint.
pub(super) struct OpenEndpoint {
    /// The payer.
    pub(super) preset: Preset,
    /// Where its FHIR server is.
    pub(super) fhir_base: Url,
}

impl Wallet {
    /// Searches a type at a payer's open endpoint by URL parameters, such as `[("name", "Lee")]`, which are encoded here.
    pub(super) async fn open_search(
        &self,
        at: &OpenEndpoint,
        resource_type: &str,
        parameters: &[(&str, &str)],
    ) -> Result<OpenPage, Error> {
        let mut url = at.fhir_base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(resource_type);
        }
        if !parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(parameters);
        }
        self.open_page(at, &url).await
    }

    /// A page of such a search by its link. One that leads to another host is refused.
    pub(super) async fn open_page(&self, at: &OpenEndpoint, url: &Url) -> Result<OpenPage, Error> {
        if url.origin() != at.fhir_base.origin() {
            return Err(FhirError::ForeignLink { host: host(url) }.into());
        }
        let (cancel, base) = (CancellationToken::new(), at.fhir_base.as_str());
        let answer = self.inner.http.get(url, None, &at.preset.accept, &cancel).await;
        let Answer::Page(mut page) = Page::judge(answer.map_err(FhirError::from)?, url).await? else {
            let refused = HttpError::Status { host: host(url), status: 400, retry_after: None };
            return Err(FhirError::from(refused).into());
        };
        let (mut entries, mut arena) = (Vec::new(), Arena::new());
        while let Some(batch) = page.next_batch(&cancel).await? {
            if page.bytes > LARGEST_PAGE {
                let limit = usize::try_from(LARGEST_PAGE).unwrap_or(usize::MAX);
                return Err(FhirError::from(HttpError::TooLarge { host: host(url), limit }).into());
            }
            for entry in batch {
                let read = fhir::read_entry(&entry, base, None, &mut arena, |_, _| ())?;
                entries.extend(read.map(|(entry, ())| entry));
            }
        }
        let envelope = page.finish()?;
        Ok(OpenPage { entries, total: envelope.total, next: fhir::next_page(&envelope, url)? })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use billfold_sandbox::data::Payer;
    use billfold_sandbox::{Faults, Options, Sandbox};

    use super::*;
    use crate::config::WalletConfig;
    use crate::error::ErrorKind;
    use crate::payer::builtin;
    use crate::ports::MemorySecureStore;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_directory_is_read_page_by_page_without_a_token() {
        let options = Options { payers: vec![Payer::BcbsTn], ..Options::default() };
        let sandbox = Sandbox::start(options).unwrap();
        let payer = sandbox.payer("bcbst").unwrap();
        let directory = tempfile::tempdir().unwrap();
        let secrets = Arc::new(MemorySecureStore::default());
        let wallet = Wallet::open(WalletConfig::new(directory.path()), secrets).await.unwrap();
        let preset = builtin().into_iter().find(|preset| preset.id == "bcbst").unwrap();
        let at = OpenEndpoint { preset, fhir_base: payer.fhir_base() };

        let mut page = wallet.open_search(&at, "Practitioner", &[("_count", "3")]).await.unwrap();
        let (total, mut found) = (page.total.unwrap(), page.entries.len() as u64);
        while let Some(next) = page.next {
            page = wallet.open_page(&at, &next).await.unwrap();
            found += page.entries.len() as u64;
        }
        assert!(total > 3 && found == total, "{found} of {total}");

        let include = [("_include", "PractitionerRole:practitioner"), ("_count", "1")];
        let page = wallet.open_search(&at, "PractitionerRole", &include).await.unwrap();
        assert_eq!(page.entries.iter().map(|entry| entry.included).collect::<Vec<_>>(), [false, true]);

        let closed = wallet.open_search(&at, "Coverage", &[]).await.map(|_| ()).unwrap_err();
        assert_eq!(closed.kind(), ErrorKind::Forbidden);
        let wrong = wallet.open_search(&at, "Practitioner", &[("shoe-size", "9")]).await;
        assert_eq!(wrong.map(|_| ()).unwrap_err().kind(), ErrorKind::PayerMisbehaved);
        payer.set_faults(Faults { foreign_next: true, ..Faults::default() });
        let foreign = wallet.open_search(&at, "Practitioner", &[("_count", "3")]).await;
        assert!(matches!(foreign.map(|_| ()), Err(Error::Fhir(FhirError::ForeignLink { .. }))));
        let elsewhere = Url::parse("http://elsewhere.invalid/Practitioner").unwrap();
        assert!(wallet.open_page(&at, &elsewhere).await.is_err());
    }
}
