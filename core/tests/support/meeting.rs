//! What the processes of one test tell each other, through files.

use std::path::Path;
use std::time::Duration;

/// Waits for a file, two minutes at most, and reads it.
pub fn meet(path: &Path) -> String {
    for _ in 0..12_000 {
        if path.exists() {
            return std::fs::read_to_string(path).unwrap();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("nobody wrote {}", path.display());
}

/// Writes a file that somebody waits for, whole.
pub fn leave(path: &Path, text: &str) {
    let unfinished = path.with_extension("unfinished");
    std::fs::write(&unfinished, text).unwrap();
    std::fs::rename(unfinished, path).unwrap();
}
