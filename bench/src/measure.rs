//! Medians, and memory of this process and of children.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;

/// The value in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The median time of so many calls.
pub fn time<T>(runs: usize, mut work: impl FnMut() -> Outcome<T>) -> Outcome<Duration> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let started = Instant::now();
        std::hint::black_box(work()?);
        times.push(started.elapsed().as_secs_f64());
    }
    Ok(Duration::from_secs_f64(median(times)))
}

/// Memory of this process, from which its growth is counted.
pub struct Memory {
    before: f64,
}

impl Memory {
    /// What it holds now is where the count begins.
    pub fn begin() -> Outcome<Self> {
        // The highest mark falls to what is held now.
        fs::write("/proc/self/clear_refs", "5")?;
        Ok(Self { before: kibibytes("VmRSS")? })
    }

    /// By how much it has grown since, at the most, in MB.
    pub fn growth(&self) -> Outcome<f64> {
        Ok((kibibytes("VmHWM")? - self.before).max(0.0) * 1024.0 / 1e6)
    }
}

fn kibibytes(name: &str) -> Outcome<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such line in /proc")?;
    let number = line.trim_start_matches(':').split_whitespace().next().ok_or("no number in /proc")?;
    Ok(number.parse()?)
}

/// Runs this program in a role of its own and reads what it prints.
pub fn child(role: &str) -> Outcome<String> {
    let program = std::env::current_exe()?;
    let output = Command::new(program).args(["--child", role]).stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8(output.stdout)?;
    if output.status.success() { Ok(text) } else { Err(format!("a child process failed: {text}").into()) }
}
