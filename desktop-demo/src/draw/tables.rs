//! Medications and records as tables.

use billfold::record::{Medication, PartialDate};
use billfold::wallet::RecordSummary;

use super::{day, finish, keep_whole, list, not_stated, row, table};

/// The medications.
pub fn medications(medications: &[Medication]) -> String {
    let mut table = table(&["Medication", "Status", "How to take it", "Prescriber", "Last", "Records"]);
    for medication in medications {
        row(
            &mut table,
            [
                medication.name.clone(),
                medication.status.as_ref().map_or_else(not_stated, |status| status.text.clone()),
                medication.dosage.clone().unwrap_or_else(not_stated),
                medication.prescriber.clone().unwrap_or_else(not_stated),
                day(medication.last_date.as_ref().map(PartialDate::as_str)),
                medication.events.len().to_string(),
            ],
        );
    }
    finish(&table)
}

/// The records in a list.
pub fn records(records: &[RecordSummary]) -> String {
    let mut table = list(&["Record", "About", "Payer", "Connection"]);
    for record in records {
        row(
            &mut table,
            [
                record.origin.reference.to_text(),
                record.title.clone().unwrap_or_default(),
                record.origin.payer_name.clone(),
                record.origin.connection.clone(),
            ],
        );
    }
    keep_whole(&mut table, &[0, 3]);
    finish(&table)
}
