//! Resources read into full typed models of R4, as an app without views of its own would read them: crates.io's fhirbolt,
//! in `bench/peers/rust`.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::Outcome;
use crate::measure::median;

/// What it tells of its runs.
#[derive(Deserialize)]
struct Told {
    seconds: Vec<f64>,
    resources: usize,
}

/// The median time in which it reads these resources, in seconds.
pub fn read(resources: impl Iterator<Item = String>, runs: usize) -> Outcome<f64> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let place = project.join("target/peers/rust");
    let built = Command::new("cargo")
        .args(["build", "--release", "--locked", "--quiet", "--manifest-path"])
        .arg(project.join("bench/peers/rust/Cargo.toml"))
        .arg("--target-dir")
        .arg(&place)
        .status()?;
    if !built.success() {
        return Err("fhirbolt could not be built".into());
    }
    let (mut lines, mut count) = (tempfile::NamedTempFile::new()?, 0);
    for resource in resources {
        // JSON from the sandbox has no line breaks.
        writeln!(lines, "{resource}")?;
        count += 1;
    }
    let output = Command::new(place.join("release/billfold-peer"))
        .arg(lines.path())
        .arg(runs.to_string())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("fhirbolt could not read the resources".into());
    }
    let told: Told = serde_json::from_slice(&output.stdout)?;
    if told.resources != count {
        return Err("fhirbolt did not find every resource".into());
    }
    Ok(median(told.seconds))
}
