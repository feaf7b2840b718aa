//! `export`: writes the records into a file.

use std::path::Path;

use billfold::Wallet;
use billfold::wallet::ExportFormat;
use serde_json::json;

use crate::failure::Failure;
use crate::output::Output;

/// Writes all records, or one connection's, into `file`.
pub fn run(
    wallet: &Wallet,
    connection: Option<&str>,
    format: ExportFormat,
    file: &Path,
    output: &Output,
) -> Result<(), Failure> {
    let records = wallet.export_to_file(connection, format, file)?;
    output.tell(
        || json!({"event": "exported", "file": file.display().to_string(), "records": records}),
        || format!("{records} records are in {}. They are not encrypted there.", file.display()),
    )
}
