//! Insurance cards, and their images one by one.

use time::{Date, OffsetDateTime};

use crate::error::Error;
use crate::fhir::Reference;
use crate::record::{self, CardActivity, CardImageData, InsuranceCard, Value};
use crate::sort::sort_by;
use crate::wallet::Wallet;

impl Wallet {
    /// The insurance cards, those that are good today first.
    pub fn cards(&self) -> Result<Vec<InsuranceCard>, Error> {
        let today = self.today();
        let mut cards = self.each_shelf(|shelf| {
            shelf.read("Coverage", |origin, json| InsuranceCard::read(origin, json, shelf, today))
        })?;
        let is_bad = |card: &InsuranceCard| card.activity != CardActivity::Active;
        sort_by(&mut cards, |a, b| is_bad(a).cmp(&is_bad(b)));
        Ok(cards)
    }

    /// The data of the image with this number on a card, or `None` where the card has no such image. Of a `Coverage` that
    /// several payers have, that of the first connection answers, unless one is named.
    pub fn card_image(
        &self,
        card: &Reference,
        number: u32,
        connection: Option<&str>,
    ) -> Result<Option<CardImageData>, Error> {
        self.first_shelf(card, connection, |shelf, _, json: &Value<'_>| {
            record::image_data(json, number, shelf)
        })
    }

    /// The day, by the wallet's clock in UTC.
    fn today(&self) -> Date {
        OffsetDateTime::from(self.inner.clock.now()).date()
    }
}
