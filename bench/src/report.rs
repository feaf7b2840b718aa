//! BENCHMARKS.md and its plots.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::Outcome;
use crate::plot::Plot;
use crate::table::{self, Row};

/// What came of one part.
pub struct Section {
    pub name: String,
    /// What it measures, in a sentence.
    pub about: String,
    pub rows: Outcome<Vec<Row>>,
    pub plots: Vec<Plot>,
}

/// Writes both into the project.
pub fn write(project: &Path, sections: &[Section], runs: usize) -> Outcome<()> {
    let plots = project.join("bench/plots");
    fs::create_dir_all(&plots)?;
    for plot in sections.iter().flat_map(|section| &section.plots) {
        fs::write(plots.join(format!("{}.svg", plot.name)), plot.svg()?)?;
    }
    Ok(fs::write(project.join("BENCHMARKS.md"), markdown(sections, &machine(), runs))?)
}

fn markdown(sections: &[Section], machine: &[(&str, String)], runs: usize) -> String {
    let mut text = String::from(
        "# Benchmarks\n\nWritten by `script/bench`, which measured all of it in one run; do not edit. Each figure is the \
         median of its runs and\nstands beside a baseline of the same run on the same machine: trust the ratios, and \
         measure absolute figures\nwhere they matter to you. A bound that is exceeded says OVER.\n\n",
    );
    let _ = writeln!(text, "    script/bench --runs {runs}\n\n| | |\n|---|---|");
    for (what, value) in machine {
        let _ = writeln!(text, "| {what} | {value} |");
    }
    for section in sections {
        let _ = writeln!(text, "\n## {}\n\n{}\n", section.name, section.about);
        match &section.rows {
            Ok(rows) => text.push_str(&table::markdown(rows)),
            Err(error) => {
                let _ = writeln!(text, "This part failed: {error}");
            }
        }
        for plot in &section.plots {
            let _ = writeln!(text, "\n![{}](bench/plots/{}.svg)", plot.title, plot.name);
        }
    }
    text
}

/// The machine and the versions of what ran on it.
fn machine() -> Vec<(&'static str, String)> {
    let read = |file: &str| fs::read_to_string(file).unwrap_or_default();
    let value = |text: &str, name: &str| {
        let line =
            text.lines().find(|line| line.starts_with(name)).and_then(|line| line.split_once([':', '=']));
        line.map_or_else(|| "not known".to_owned(), |(_, value)| value.trim().trim_matches('"').to_owned())
    };
    let told = |program: &str, argument: &str| {
        let output = Command::new(program).arg(argument).output();
        let first = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().next().map(str::to_owned);
        // Some Java versions tell theirs on standard error.
        let line = output.ok().and_then(|output| first(&output.stdout).or_else(|| first(&output.stderr)));
        line.unwrap_or_else(|| "not there".to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    vec![
        ("processor", format!("{}, {cores} cores", value(&read("/proc/cpuinfo"), "model name"))),
        ("memory", value(&read("/proc/meminfo"), "MemTotal")),
        (
            "system",
            format!("{}, Linux {}", value(&read("/etc/os-release"), "PRETTY_NAME"), told("uname", "-r")),
        ),
        ("Billfold", env!("CARGO_PKG_VERSION").to_owned()),
        ("Rust", told("rustc", "--version")),
        ("Java", told("java", "--version")),
        ("Node.js", told("node", "--version")),
        ("Python", told("python3", "--version")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_failed_is_told_and_the_others_stand() {
        let section = |name: &str, rows| Section {
            name: name.to_owned(),
            about: "What it measures.".to_owned(),
            rows,
            plots: Vec::new(),
        };
        let rows = vec![
            Row::times("fetched", 2.0, 0.5, "s", 8.0, "peer | of npm"),
            Row::told("told", 3.0, "MB", ""),
        ];
        let sections = [section("peers", Ok(rows)), section("swift", Err("no compiler".into()))];
        let text = markdown(&sections, &[("processor", "two cores".to_owned())], 5);
        for line in [
            "| processor | two cores |",
            "| fetched | 2.00 s | <= 0.5 x | 8.00 s peer \\| of npm | 0.25 | pass |",
            "| told | 3.00 MB |  |  |  |  |",
            "This part failed: no compiler",
        ] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
    }
}
