//! `connections` and `sign-out`.

use billfold::{ErrorKind, Wallet};

use crate::cli::SignOutArguments;
use crate::draw;
use crate::failure::Failure;
use crate::json_views;
use crate::output::Output;

/// Lists the connections.
pub fn list(wallet: &Wallet, output: &Output) -> Result<(), Failure> {
    let connections = wallet.connections()?;
    if output.is_json() {
        return connections
            .iter()
            .try_for_each(|connection| output.event(&json_views::connection("connection", connection)));
    }
    let mut table =
        draw::table(&["Connection", "Payer", "Patient", "Sign-in", "Access", "Signed in", "Synced"]);
    for connection in &connections {
        let access = match connection.access_ends {
            _ if connection.can_refresh => "renews itself".to_owned(),
            Some(ends) => draw::when(ends),
            None => "not stated".to_owned(),
        };
        draw::row(
            &mut table,
            [
                connection.id.clone(),
                connection.payer_name.clone(),
                connection.patient.clone(),
                draw::protection(connection.protection),
                access,
                draw::when(connection.signed_in),
                connection.synced.map_or_else(|| "never".to_owned(), draw::when),
            ],
        );
    }
    draw::keep_whole(&mut table, &[0, 3]);
    output.text(&draw::finish(&table))
}

/// Ends one connection, or all. One that fails does not stop the others.
pub async fn sign_out(wallet: &Wallet, arguments: &SignOutArguments, output: &Output) -> Result<(), Failure> {
    let ids = match &arguments.connection {
        Some(id) => vec![id.clone()],
        None => wallet.connections()?.into_iter().map(|connection| connection.id).collect(),
    };
    let mut failed = false;
    for id in ids {
        match wallet.sign_out(&id).await {
            Ok(report) => output.tell(
                || json_views::signed_out(&id, report.revoked),
                || {
                    let payer = if report.revoked {
                        "the payer revoked the tokens"
                    } else {
                        "the payer did not confirm that it revoked the tokens: they may live until they expire"
                    };
                    format!("{id}: signed out, its records are erased; {payer}")
                },
            )?,
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(error.into()),
            Err(error) => {
                output.tell_failure(&error.into(), Some(&id));
                failed = true;
            }
        }
    }
    if failed { Err(Failure::Told) } else { Ok(()) }
}
