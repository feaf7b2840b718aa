//! Lists, page by page.
//!
//! Every query has `after` and `limit`. A page says where the next one begins by a mark, not by a number: records that
//! come in between, or go, neither repeat an item nor skip one.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::QueryError;

/// Items of a page where `limit` is 0.
const USUAL: usize = 50;
/// Items of a page at most.
const MOST: usize = 500;

/// One page of a list.
#[derive(Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on this page.
    pub items: Vec<T>,
    /// Mark of the next page, to be given as `after` with the same query; `None` on the last one. It is opaque.
    pub next: Option<String>,
    /// How many items there are on all pages.
    pub total: u64,
}

impl<T> std::fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Page { .. }")
    }
}

impl<T> Page<T> {
    /// The part of `sorted` that comes after the mark. Its keys ascend, and no two are the same.
    pub(super) fn of<K: Ord + Serialize + DeserializeOwned>(
        sorted: Vec<(K, T)>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Self, QueryError> {
        let total = sorted.len() as u64;
        let start = match after {
            Some(mark) => {
                let last = read_mark::<K>(mark)?;
                sorted.partition_point(|(key, _)| *key <= last)
            }
            None => 0,
        };
        let size = page_size(limit);
        let more = sorted.len() - start > size;
        let mut next = None;
        let mut items = Vec::with_capacity(size.min(sorted.len() - start));
        for (key, item) in sorted.into_iter().skip(start).take(size) {
            items.push(item);
            if more && items.len() == size {
                next = Some(mark(&key));
            }
        }
        Ok(Self { items, next, total })
    }

    /// The same page of what `view` makes of each item.
    pub(super) fn map<U>(self, view: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(view).collect(), next: self.next, total: self.total }
    }
}

/// How many items a page has.
pub(super) fn page_size(limit: u32) -> usize {
    match limit {
        0 => USUAL,
        limit => usize::try_from(limit).unwrap_or(MOST).min(MOST),
    }
}

fn mark<K: Serialize>(key: &K) -> String {
    // Keys are numbers and texts: they always have a JSON form.
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

fn read_mark<K: DeserializeOwned>(mark: &str) -> Result<K, QueryError> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(mark).map_err(|_| QueryError::Mark)?;
    serde_json::from_slice(&bytes).map_err(|_| QueryError::Mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(keys: impl IntoIterator<Item = u32>) -> Vec<(u32, u32)> {
        keys.into_iter().map(|key| (key, key)).collect()
    }

    #[test]
    fn pages_together_are_the_list() {
        for size in 1..=8 {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = Page::of(list(0..7), after.as_deref(), size).unwrap();
                assert_eq!(page.total, 7);
                seen.extend(page.items);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert!(seen.into_iter().eq(0..7), "{size}");
        }
        assert_eq!(Page::of(list(0..60), None, 0).unwrap().items.len(), USUAL);
        assert_eq!(Page::of(list(0..600), None, u32::MAX).unwrap().items.len(), MOST);
        assert_eq!(Page::of(list([]), None, 5).unwrap(), Page { items: vec![], next: None, total: 0 });
    }

    #[test]
    fn what_comes_or_goes_in_between_neither_repeats_nor_skips() {
        let first = Page::of(list([10, 20, 30, 40]), None, 2).unwrap();
        assert_eq!(first.items, [10, 20]);
        let after = first.next.as_deref();
        assert_eq!(Page::of(list([5, 10, 15, 20, 30, 40]), after, 2).unwrap().items, [30, 40]);
        assert_eq!(Page::of(list([10, 30, 40]), after, 2).unwrap().items, [30, 40]);
    }

    #[test]
    fn a_mark_of_another_list_is_refused() {
        for mark in ["", "!", "bm90IEpTT04", "InRleHQi"] {
            assert_eq!(Page::of(list([1]), Some(mark), 1).err(), Some(QueryError::Mark), "{mark}");
        }
    }
}
