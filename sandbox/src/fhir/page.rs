//! Page links: opaque to clients, and without state in the server, so that they outlive a restart.

use super::outcome::Refusal;
use crate::faults::Faults;
use crate::wire::{Parameters, base64url, from_base64url};

/// The parameter of a page link.
const PAGE: &str = "_page";

/// The parameter of a link to a page that comes again.
const AGAIN: &str = "_again";

/// No page has more entries, whatever the client asks for.
const LARGEST: usize = 500;

/// Which part of a result to serve.
pub(super) struct Page {
    /// The search that the client began with.
    pub(super) query: Parameters,
    /// How many matches come before this page.
    pub(super) offset: usize,
    pub(super) size: usize,
    /// Whether it is served for the second time.
    again: bool,
}

impl Page {
    /// The page that `query` asks for: a link's, or the first.
    pub(super) fn of(query: &Parameters, usual_size: usize) -> Result<Self, Refusal> {
        let unknown = || Refusal::bad_search("value", "the page link is not one of ours");
        let again = query.get(AGAIN).is_some();
        let (text, offset) = match query.get(PAGE) {
            Some(link) => {
                let link = from_base64url(link)
                    .and_then(|bytes| String::from_utf8(bytes).ok())
                    .ok_or_else(unknown)?;
                let (offset, text) = link.split_once(' ').ok_or_else(unknown)?;
                (text.to_owned(), offset.parse().map_err(|_| unknown())?)
            }
            None => (written(query), 0),
        };
        let query = Parameters::parse(text.as_bytes());
        let size = match query.get("_count") {
            Some(count) => count
                .parse::<usize>()
                .map_err(|_| Refusal::bad_search("value", "_count must be a number"))?
                .min(LARGEST),
            None => usual_size,
        };
        Ok(Self { query, offset, size, again })
    }

    /// The part of `matches` on this page, and whether more follow.
    pub(super) fn part<'a>(&self, matches: &'a [usize]) -> (&'a [usize], bool) {
        let start = self.offset.min(matches.len());
        let end = start.saturating_add(self.size).min(matches.len());
        (&matches[start..end], self.size > 0 && end < matches.len())
    }

    /// The address of this page at `url`.
    pub(super) fn own_link(&self, url: &str) -> String {
        if self.offset > 0 {
            return self.link(url, self.offset);
        }
        let query = written(&self.query);
        if query.is_empty() { url.to_owned() } else { format!("{url}?{query}") }
    }

    /// The address of the page after this one at `url`.
    pub(super) fn next_link(&self, url: &str, faults: &Faults) -> String {
        if faults.next_loop {
            return self.link(url, 0);
        }
        if faults.repeated_pages && !self.again {
            return format!("{}&{AGAIN}=1", self.link(url, self.offset));
        }
        self.link(url, self.offset + self.size)
    }

    fn link(&self, url: &str, offset: usize) -> String {
        format!("{url}?{PAGE}={}", base64url(format!("{offset} {}", written(&self.query)).as_bytes()))
    }
}

fn written(query: &Parameters) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(&query.0).finish()
}
