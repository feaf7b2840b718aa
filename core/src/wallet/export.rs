//! Export: what is in the wallet, as files that other software reads.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::error::{Error, StoreError};
use crate::store::ConnectionState;
use crate::wallet::Wallet;

/// Records that are in memory at once.
const AT_ONCE: u32 = 64;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// One resource per line (FHIR Bulk Data Access, `application/fhir+ndjson`).
    Ndjson,
    /// One Bundle of the type `collection` (FHIR R4 section 2.36.1).
    Bundle,
}

impl Wallet {
    /// Writes all records, or one connection's, to `to` and says how many. Records that the payer no longer has are among
    /// them.
    ///
    /// Each resource is byte for byte what the payer sent; in NDJSON, line breaks between its tokens become blanks. Few
    /// records are in memory at once, whatever there is. What was written before an error is no whole export.
    pub fn export(
        &self,
        connection: Option<&str>,
        format: ExportFormat,
        to: impl Write,
    ) -> Result<u64, Error> {
        let mut to = BufWriter::new(to);
        let base = |state: ConnectionState| state.fhir_base.to_string();
        let shelves: Vec<(String, String)> = if let Some(id) = connection {
            vec![(id.to_owned(), base(self.inner.store.connection(id)?))]
        } else {
            self.inner.store.connections()?.into_iter().map(|(id, state)| (id, base(state))).collect()
        };
        let written = |_: io::Error| StoreError::Export;
        let mut count = 0;
        if format == ExportFormat::Bundle {
            to.write_all(br#"{"resourceType":"Bundle","type":"collection""#).map_err(written)?;
        }
        for (id, base) in shelves {
            let mut after = 0;
            while let Some((last, records)) = self.inner.store.records_after(&id, after, AT_ONCE)? {
                after = last;
                for record in records {
                    match format {
                        ExportFormat::Ndjson => write_line(&mut to, &record.json),
                        ExportFormat::Bundle => {
                            let url =
                                format!("{}/{}", base.trim_end_matches('/'), record.reference.to_text());
                            write_entry(&mut to, count == 0, &url, &record.json)
                        }
                    }
                    .map_err(written)?;
                    count += 1;
                }
            }
        }
        if format == ExportFormat::Bundle {
            // FHIR has no empty arrays.
            to.write_all(if count == 0 { b"}\n" } else { b"]}\n" }).map_err(written)?;
        }
        to.flush().map_err(written)?;
        Ok(count)
    }
}

impl Wallet {
    /// As [`Wallet::export`], into a new file at `path`, or over the one that is there. After an error there is none.
    pub fn export_to_file(
        &self,
        connection: Option<&str>,
        format: ExportFormat,
        path: &Path,
    ) -> Result<u64, Error> {
        let file = File::create(path).map_err(|_| StoreError::Export)?;
        let outcome = self.export(connection, format, &file);
        if outcome.is_err() {
            // Half an export would be taken for a whole one. One that cannot be removed is told by the error as well.
            let _ = fs::remove_file(path);
        }
        outcome
    }
}

fn write_line(to: &mut impl Write, json: &[u8]) -> io::Result<()> {
    // A line break inside a string is escaped in JSON; one that is not stands between tokens.
    for (index, piece) in json.split(|byte| matches!(byte, b'\n' | b'\r')).enumerate() {
        if index > 0 {
            to.write_all(b" ")?;
        }
        to.write_all(piece)?;
    }
    to.write_all(b"\n")
}

fn write_entry(to: &mut impl Write, first: bool, url: &str, json: &[u8]) -> io::Result<()> {
    to.write_all(if first { b",\"entry\":[" } else { b"," })?;
    let url = serde_json::to_string(url)?;
    write!(to, "{{\"fullUrl\":{url},\"resource\":")?;
    to.write_all(json)?;
    to.write_all(b"}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_one_line_of_the_same_length() {
        let mut out = Vec::new();
        write_line(&mut out, b"{\n  \"a\": \"b\\n\",\r\n \"n\": 1.50\n}").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "{   \"a\": \"b\\n\",   \"n\": 1.50 }\n");
    }
}
