//! A secure store that is none: files that only their owner may read. It is for a developer's machine, where a phone
//! has Keychain or Keystore.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use billfold::SecureStore;
use billfold::ports::SecureStoreUnavailable;
use tempfile::NamedTempFile;

/// One file per item. Whoever can read the user's files can read them.
pub struct FileSecureStore {
    directory: PathBuf,
}

impl FileSecureStore {
    /// Opens the store in `directory`, which is made if it is missing and closed to everybody else.
    pub fn open(directory: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
        fs::set_permissions(directory, Permissions::from_mode(0o700))?;
        Ok(Self { directory: directory.to_owned() })
    }

    /// The item's file. The prefix keeps a name such as `..` from being a place.
    fn path(&self, name: &str) -> PathBuf {
        let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        self.directory.join(format!("item-{encoded}"))
    }

    /// A name in a directory is durable once the directory is.
    fn sync_directory(&self) -> io::Result<()> {
        File::open(&self.directory)?.sync_all()
    }

    fn replace(&self, name: &str, value: &[u8]) -> io::Result<()> {
        // Temporary files are made with mode 0600.
        let mut file = NamedTempFile::new_in(&self.directory)?;
        file.write_all(value)?;
        file.as_file().sync_all()?;
        file.persist(self.path(name))?;
        self.sync_directory()
    }
}

impl SecureStore for FileSecureStore {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SecureStoreUnavailable> {
        match fs::read(self.path(name)) {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unavailable("read", &error)),
        }
    }

    fn write(&self, name: &str, value: &[u8]) -> Result<(), SecureStoreUnavailable> {
        self.replace(name, value).map_err(|error| unavailable("written", &error))
    }

    fn remove(&self, name: &str) -> Result<(), SecureStoreUnavailable> {
        match fs::remove_file(self.path(name)).and_then(|()| self.sync_directory()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unavailable("removed", &error)),
            _ => Ok(()),
        }
    }
}

fn unavailable(what: &'static str, error: &io::Error) -> SecureStoreUnavailable {
    tracing::warn!(error = %error.kind(), "an item of the secure store cannot be {what}");
    SecureStoreUnavailable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_back_and_go() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("a/secure");
        let store = FileSecureStore::open(&place).unwrap();
        for name in ["billfold.key.Ab-_1", "..", "../outside", "a/b", "."] {
            assert_eq!(store.read(name), Ok(None), "{name}");
            store.remove(name).unwrap();
            store.write(name, b"one").unwrap();
            store.write(name, b"two").unwrap();
            assert_eq!(store.read(name), Ok(Some(b"two".to_vec())), "{name}");
        }
        assert_eq!(fs::read_dir(&place).unwrap().count(), 5);
        let again = FileSecureStore::open(&place).unwrap();
        assert_eq!(again.read(".."), Ok(Some(b"two".to_vec())));
        again.remove("..").unwrap();
        assert_eq!(store.read(".."), Ok(None));
    }

    #[test]
    fn nobody_else_may_read_them() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("secure");
        fs::create_dir(&place).unwrap();
        fs::set_permissions(&place, Permissions::from_mode(0o755)).unwrap();
        let store = FileSecureStore::open(&place).unwrap();
        store.write("item", b"value").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&place), mode(&place.join("item-item"))), (0o700, 0o600));
    }
}
