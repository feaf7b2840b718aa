//! Plots, as SVG.

use plotters::prelude::*;

use crate::Outcome;

/// Lines over the size of the record.
pub struct Plot {
    /// Name of its file.
    pub name: &'static str,
    pub title: String,
    /// Of what goes up.
    pub unit: &'static str,
    pub lines: Vec<Line>,
}

#[derive(Clone)]
pub struct Line {
    pub name: String,
    /// Thousand resources, and the figure.
    pub points: Vec<(f64, f64)>,
}

/// Distinct in light and dark, and to eyes that tell few colours (Okabe and Ito).
const COLORS: [RGBColor; 3] = [RGBColor(0, 114, 178), RGBColor(213, 94, 0), RGBColor(0, 158, 115)];

impl Plot {
    pub fn svg(&self) -> Outcome<String> {
        let mut svg = String::new();
        self.draw(&mut svg).map_err(|error| format!("{}: {error}", self.name))?;
        Ok(svg)
    }

    fn draw(&self, svg: &mut String) -> Result<(), Box<dyn std::error::Error>> {
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let widest = points().map(|(size, _)| *size).fold(1.0, f64::max);
        let narrowest = points().map(|(size, _)| *size).fold(widest, f64::min);
        let highest = points().map(|(_, value)| *value).fold(0.0, f64::max);
        let area = SVGBackend::with_string(svg, (820, 460)).into_drawing_area();
        area.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&area)
            .caption(&self.title, ("sans-serif", 20))
            .margin(16)
            .x_label_area_size(44)
            .y_label_area_size(64)
            .build_cartesian_2d((narrowest..widest).log_scale(), 0.0..highest * 1.1)?;
        chart
            .configure_mesh()
            .x_desc("thousand resources")
            .y_desc(self.unit)
            .label_style(("sans-serif", 14))
            .light_line_style(TRANSPARENT)
            .draw()?;
        for (line, color) in self.lines.iter().zip(COLORS) {
            chart
                .draw_series(
                    LineSeries::new(line.points.iter().copied(), color.stroke_width(2)).point_size(3),
                )?
                .label(&line.name)
                .legend(move |(x, y)| PathElement::new(vec![(x, y), (x + 20, y)], color.stroke_width(2)));
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .label_font(("sans-serif", 14))
            .background_style(WHITE.mix(0.8))
            .border_style(BLACK.mix(0.3))
            .draw()?;
        area.present()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_names_its_lines_and_its_axes() {
        let lines = vec![Line { name: "stored".to_owned(), points: vec![(1.0, 20.0), (200.0, 40.0)] }];
        let plot = Plot { name: "throughput", title: "Throughput".to_owned(), unit: "MB/s", lines };
        let svg = plot.svg().unwrap_or_default();
        for text in ["<svg", "Throughput", "MB/s", "thousand resources", "stored", "<polyline"] {
            assert!(svg.contains(text), "{text}");
        }
    }
}
