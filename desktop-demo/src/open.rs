//! Opens the wallet that a command works on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use billfold::{ErrorKind, Wallet, WalletConfig};

use crate::failure::Failure;
use crate::file_store::FileSecureStore;

/// The wallet's directory: the one that was named, else one in the user's data directory.
pub fn directory(named: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    directories::ProjectDirs::from("org", "billfold", "billfold")
        .map(|directories| directories.data_local_dir().to_owned())
        .ok_or_else(|| {
            let detail = "the user's data directory is not known: name the wallet's with --wallet";
            Failure::new(ErrorKind::Misconfigured, detail)
        })
}

/// Opens the wallet in `directory` with nothing loosened.
pub async fn wallet(directory: PathBuf) -> Result<Wallet, Failure> {
    with_config(WalletConfig::new(directory)).await
}

/// Opens the wallet that `config` describes, with its keys in files beside it.
pub async fn with_config(config: WalletConfig) -> Result<Wallet, Failure> {
    let store = FileSecureStore::open(&config.directory.join("secure")).map_err(|error| {
        let detail = format!("{}: {error}", config.directory.display());
        Failure::new(ErrorKind::StoreUnavailable, detail)
    })?;
    Ok(Wallet::open(config, Arc::new(store)).await?)
}

/// A directory that is gone when it is dropped.
pub fn temporary_directory() -> Result<tempfile::TempDir, Failure> {
    tempfile::Builder::new().prefix("billfold-").tempdir().map_err(|error| {
        Failure::new(ErrorKind::StoreUnavailable, format!("no temporary directory can be made: {error}"))
    })
}
