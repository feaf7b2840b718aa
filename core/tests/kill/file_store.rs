//! A secure store in files, which two processes can share.

use std::path::{Path, PathBuf};

use billfold::SecureStore;
use billfold::ports::SecureStoreUnavailable;

#[derive(Clone)]
pub struct FileStore {
    directory: PathBuf,
}

impl FileStore {
    pub fn in_directory(wallet: &Path) -> Self {
        let directory = wallet.join("keys");
        std::fs::create_dir_all(&directory).unwrap();
        Self { directory }
    }
}

impl SecureStore for FileStore {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SecureStoreUnavailable> {
        match std::fs::read(self.directory.join(name)) {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(_) => Err(SecureStoreUnavailable),
        }
    }

    fn write(&self, name: &str, value: &[u8]) -> Result<(), SecureStoreUnavailable> {
        // Whole or not at all, as a key store promises.
        let fresh = self.directory.join(format!("{name}.{}", std::process::id()));
        std::fs::write(&fresh, value)
            .and_then(|()| std::fs::rename(&fresh, self.directory.join(name)))
            .map_err(|_| SecureStoreUnavailable)
    }

    fn remove(&self, name: &str) -> Result<(), SecureStoreUnavailable> {
        match std::fs::remove_file(self.directory.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(SecureStoreUnavailable),
            _ => Ok(()),
        }
    }
}
