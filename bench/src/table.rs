//! What is printed: a figure, its bound, the baseline, how they compare.

use std::fmt::Write as _;

/// One figure.
pub struct Row {
    name: String,
    figure: String,
    bound: String,
    baseline: String,
    ratio: String,
    is_within: bool,
}

impl Row {
    /// A figure that may be at most `most`.
    pub fn at_most(name: &str, figure: f64, most: f64, unit: &str, baseline: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            figure: amount(figure, unit),
            bound: format!("<= {}", amount(most, unit)),
            baseline: baseline.into(),
            ratio: String::new(),
            is_within: figure <= most,
        }
    }

    /// A figure that must be at least `least`.
    pub fn at_least(name: &str, figure: f64, least: f64, unit: &str, baseline: impl Into<String>) -> Self {
        Self {
            bound: format!(">= {}", amount(least, unit)),
            is_within: figure >= least,
            ..Self::at_most(name, figure, least, unit, baseline)
        }
    }

    /// A figure that has no bound.
    pub fn told(name: &str, figure: f64, unit: &str, baseline: impl Into<String>) -> Self {
        Self { bound: String::new(), ..Self::at_most(name, figure, f64::INFINITY, unit, baseline) }
    }

    /// A time that may be at most so many times that of the baseline.
    pub fn times(name: &str, figure: f64, most: f64, unit: &str, baseline: f64, what: &str) -> Self {
        let ratio = figure / baseline;
        Self {
            bound: format!("<= {most} x"),
            baseline: format!("{} {what}", amount(baseline, unit)),
            ratio: format!("{ratio:.2}"),
            is_within: ratio <= most,
            ..Self::at_most(name, figure, most, unit, "")
        }
    }

    /// A throughput that must be at least so much of that of the baseline.
    pub fn share(name: &str, figure: f64, least: f64, unit: &str, baseline: f64, what: &str) -> Self {
        let ratio = figure / baseline;
        Self {
            bound: format!(">= {least} x"),
            is_within: ratio >= least,
            ..Self::times(name, figure, least, unit, baseline, what)
        }
    }

    /// How a figure compares to a baseline that sets no bound.
    pub fn beside(self, baseline: f64, figure: f64) -> Self {
        Self { ratio: format!("{:.2}", figure / baseline), ..self }
    }

    fn cells(&self) -> [String; 6] {
        let verdict = match (self.bound.is_empty(), self.is_within) {
            (true, _) => "",
            (false, true) => "pass",
            (false, false) => "OVER",
        };
        let Self { name, figure, bound, baseline, ratio, .. } = self;
        [name, figure, bound, baseline, ratio, verdict].map(ToOwned::to_owned)
    }

    /// Whether it keeps its bound.
    pub fn is_within(&self) -> bool {
        self.is_within
    }
}

/// The rows as a table of Markdown.
pub fn markdown(rows: &[Row]) -> String {
    let mut text =
        String::from("| figure | measured | bound | baseline | ratio | |\n|---|--:|---|---|--:|---|\n");
    for row in rows {
        let cells = row.cells().map(|cell| cell.replace('|', "\\|"));
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}

fn amount(value: f64, unit: &str) -> String {
    let digits = match value.abs() {
        large if large >= 100.0 => 0,
        middle if middle >= 10.0 => 1,
        small if small >= 0.1 => 2,
        _ => 4,
    };
    format!("{value:.digits$} {unit}")
}

/// The rows under a heading, in columns.
pub fn table(part: &str, rows: &[Row]) -> String {
    let mut lines = vec![["figure", "measured", "bound", "baseline", "ratio", ""].map(str::to_owned)];
    lines.extend(rows.iter().map(Row::cells));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let mut text = format!("{part}\n");
    for line in &lines {
        let mut columns = String::new();
        for (column, cell) in line.iter().enumerate() {
            let _ = write!(columns, "  {cell:<width$}", width = width(column));
        }
        let _ = writeln!(text, "{}", columns.trim_end());
    }
    text.push('\n');
    text
}
