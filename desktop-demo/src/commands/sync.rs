//! `sync`: fetches the records.

use billfold::{Cancel, ErrorKind, Wallet};

use crate::draw;
use crate::failure::Failure;
use crate::json_views;
use crate::output::Output;
use crate::progress::Progress;

/// Fetches the records of one connection, or of all, one after the other. A connection that fails does not stop the
/// others. Ctrl-C ends the sync; the next one goes on from there.
pub async fn run(
    wallet: &Wallet,
    connection: Option<&str>,
    full: bool,
    output: &Output,
) -> Result<(), Failure> {
    let connections = match connection {
        Some(id) => vec![wallet.connection(id)?],
        None => wallet.connections()?,
    };
    let cancel = Cancel::new();
    let switch = cancel.clone();
    let interrupt = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            switch.cancel();
        }
    });
    let mut failed = false;
    for connection in &connections {
        let label = draw::clean(&connection.payer);
        let progress = Progress::new(label.clone());
        let observe = |step| {
            if output.is_json() {
                // If nobody reads on, the last event meets the same.
                let _ = output.event(&json_views::progress(&connection.id, &step));
            } else {
                progress.sync(&step);
            }
        };
        let outcome = if full {
            wallet.reconcile(&connection.id, observe, &cancel).await
        } else {
            wallet.sync(&connection.id, observe, &cancel).await
        };
        match outcome {
            Ok(report) => {
                if !output.is_json() {
                    progress.end("done");
                }
                output.tell(
                    || json_views::synced(&connection.id, &report),
                    || format!("{label}: {}", draw::report(&report)),
                )?;
            }
            Err(error) => {
                let cancelled = error.kind() == ErrorKind::Cancelled;
                if !output.is_json() {
                    progress.end("stopped");
                }
                output.tell_failure(&error.into(), Some(&connection.id));
                failed = true;
                if cancelled {
                    break;
                }
            }
        }
    }
    interrupt.abort();
    if connections.is_empty() {
        output.text("There is no connection yet: see billfold connect.")?;
    }
    if failed { Err(Failure::Told) } else { Ok(()) }
}
