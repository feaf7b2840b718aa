//! What benchmarks need besides the wallet's own methods (`script/bench`). Compiled for nothing else.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::error::{FhirError, StoreError};
use crate::fhir::{self, Answer, Page};
use crate::http::Http;
use crate::json::Arena;
use crate::ports::{SecureStore, SystemClock};
pub use crate::store::BULK_PRAGMAS as PRAGMAS;
use crate::store::Store;

/// The store beneath the views, which does no more than find and open records.
pub struct Records(Store);

impl Records {
    /// Opens the wallet's file in `directory`.
    pub fn open(directory: &Path, secure_store: Arc<dyn SecureStore>) -> Result<Self, StoreError> {
        Store::open(directory, secure_store, Arc::new(SystemClock)).map(Self)
    }

    /// The texts of the last `limit` records of a type.
    pub fn page(
        &self,
        connection: &str,
        resource_type: &str,
        limit: usize,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let digests = self.0.digests(connection, &[resource_type])?;
        let numbers: Vec<i64> = digests.iter().rev().take(limit).map(|stored| stored.number).collect();
        let records = self.0.records_at(connection, &numbers)?;
        Ok(records.into_iter().map(|record| record.json).collect())
    }
}

/// Fetches these searches page after page, splits the bundles, and counts the resources by type.
pub async fn count(searches: &[String]) -> Result<BTreeMap<String, u64>, FhirError> {
    let http = Http::new(Arc::new(SystemClock))?;
    let cancel = CancellationToken::new();
    let (mut counts, mut arena) = (BTreeMap::new(), Arena::new());
    for search in searches {
        let not_a_url = |_| FhirError::Malformed { rule: "not a URL" };
        let mut next = Some(Url::parse(search).map_err(not_a_url)?);
        while let Some(url) = next {
            let answer = http.get(&url, None, "application/fhir+json", &cancel).await?;
            let Answer::Page(mut page) = Page::judge(answer, &url).await? else {
                return Err(FhirError::Malformed { rule: "refused" });
            };
            while let Some(batch) = page.next_batch(&cancel).await? {
                for entry in batch {
                    if let Some((entry, ())) = fhir::read_entry(&entry, "", None, &mut arena, |_, _| ())? {
                        *counts.entry(entry.reference.resource_type).or_default() += 1;
                    }
                }
            }
            next = fhir::next_page(&page.finish()?, &url)?;
        }
    }
    Ok(counts)
}
