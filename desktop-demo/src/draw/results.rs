//! Results: the newest value of each test with its course, and one value over time.

use billfold::record::{
    Concept, Observation, ObservedValue, PartialDate, Quantity, ReferenceRange, Trend, TrendPoint,
};
use billfold::wallet::Person;
use comfy_table::{Cell, Color};

use super::clinical::{judged, since};
use super::{cell, clean, finish, keep_whole, list, not_stated, width};

/// Characters of a course.
const COURSE: usize = 12;
/// Characters of the longest bar.
const BAR: usize = 40;
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// What one measurement says of one test.
struct Measured<'a> {
    name: &'a Concept,
    value: Option<&'a ObservedValue>,
    absent: Option<&'a Concept>,
    interpretations: &'a [Concept],
    ranges: &'a [ReferenceRange],
    of: &'a Observation,
}

/// The observation and its components, as far as they have a value or say why there is none.
fn parts(of: &Observation) -> Vec<Measured<'_>> {
    let own = Measured {
        name: &of.name,
        value: of.value.as_ref(),
        absent: of.absent_reason.as_ref(),
        interpretations: &of.interpretations,
        ranges: &of.reference_ranges,
        of,
    };
    let components = of.components.iter().map(|part| Measured {
        name: &part.name,
        value: part.value.as_ref(),
        absent: part.absent_reason.as_ref(),
        interpretations: &part.interpretations,
        ranges: &part.reference_ranges,
        of,
    });
    let (has_parts, says) = (!of.components.is_empty(), own.value.is_some() || own.absent.is_some());
    let own = (says || !has_parts).then_some(own);
    own.into_iter().chain(components).collect()
}

/// A test by its code, else by its name.
fn test(name: &Concept) -> String {
    name.codes.first().map_or_else(|| name.text.clone(), |code| code.code.clone())
}

/// The newest value of each test, what is expected, and its course in the same unit: of each person on their own.
pub fn observations(observations: &[Observation], people: &[Person]) -> String {
    let of_person = |person: &Person| {
        let own: Vec<&Observation> = observations
            .iter()
            .filter(|observation| person.connections.contains(&observation.origin.connection))
            .collect();
        if own.is_empty() {
            return None;
        }
        let name = person.name.as_ref().unwrap_or(&person.id);
        Some(if people.len() > 1 { format!("{}\n{}", clean(name), tests(&own)) } else { tests(&own) })
    };
    let drawn: Vec<String> = people.iter().filter_map(of_person).collect();
    if drawn.is_empty() { tests(&[]) } else { drawn.join("\n\n") }
}

fn tests(observations: &[&Observation]) -> String {
    let mut tests: Vec<(String, Vec<Measured<'_>>)> = Vec::new();
    for measured in observations.iter().copied().flat_map(parts) {
        let test = test(measured.name);
        match tests.iter_mut().find(|(known, _)| *known == test) {
            Some((_, all)) => all.push(measured),
            None => tests.push((test, vec![measured])),
        }
    }
    let mut table = list(&["Date", "Test", "Code", "Newest value", "Expected", "Course", "Values"]);
    for (test, measured) in tests {
        let Some(newest) = measured.first() else { continue };
        let value = newest.value.map(|value| value.text.clone());
        let value = value.or_else(|| newest.absent.map(|why| why.text.clone())).unwrap_or_else(not_stated);
        let expected: Vec<&str> = newest.ranges.iter().map(|range| range.text.as_str()).collect();
        table.add_row([
            cell(&since(newest.of.effective.as_ref()).unwrap_or_else(not_stated)),
            cell(&newest.name.text),
            cell(&test),
            judged_value(&value, newest.interpretations),
            cell(&expected.join("\n")),
            cell(&course(&measured)),
            cell(&measured.len().to_string()),
        ]);
    }
    keep_whole(&mut table, &[0, 2, 5]);
    finish(&table)
}

/// A value, in colour where it is judged to be out of what is expected.
fn judged_value(value: &str, interpretations: &[Concept]) -> Cell {
    let judged = judged(interpretations);
    let text = if judged.is_empty() { value.to_owned() } else { format!("{value}\n{judged}") };
    if is_usual(interpretations) { cell(&text) } else { cell(&text).fg(Color::Yellow) }
}

fn is_usual(interpretations: &[Concept]) -> bool {
    interpretations.iter().all(|judged| judged.has_code("N") || judged.has_code("NEG"))
}

/// The course of the numbers in the newest one's unit, the oldest first.
fn course(measured: &[Measured<'_>]) -> String {
    let numbers = || measured.iter().filter_map(|one| one.value?.quantity.as_ref());
    let Some(newest) = numbers().next() else { return String::new() };
    let unit = |of: &Quantity| of.unit_code.clone().or_else(|| of.unit.clone());
    let mut values: Vec<_> =
        numbers().filter(|one| unit(one) == unit(newest)).take(COURSE).map(|one| one.value).collect();
    if values.len() < 2 {
        return String::new();
    }
    values.reverse();
    let levels = scaled(&values, LEVELS.len() - 1);
    levels.into_iter().filter_map(|level| LEVELS.get(level)).collect()
}

/// Where each value stands between the least, 0, and the greatest, `steps`. Where all are the same: in the middle.
fn scaled<D>(values: &[D], steps: usize) -> Vec<usize>
where
    D: Copy + Ord + std::ops::Sub<Output = D> + std::ops::Mul<Output = D> + std::ops::Div<Output = D>,
    D: From<u64> + TryInto<u64>,
{
    let (Some(least), Some(greatest)) = (values.iter().min(), values.iter().max()) else { return Vec::new() };
    if least == greatest {
        return vec![steps / 2; values.len()];
    }
    let place = |value: &D| {
        let place: u64 =
            ((*value - *least) * D::from(steps as u64) / (*greatest - *least)).try_into().ok()?;
        usize::try_from(place).ok()
    };
    values.iter().map(|value| place(value).unwrap_or(0).min(steps)).collect()
}

/// One value over time, each with a bar.
pub fn trend(trend: &Trend) -> String {
    let unit = trend.unit.as_deref().map(|unit| format!(" in {unit}")).unwrap_or_default();
    let values: Vec<_> = trend.points.iter().map(|point| point.value).collect();
    let room = usize::from(width()).saturating_sub(40).clamp(8, BAR);
    let bars = scaled(&values, room);
    let mut table = list(&["Date", "Value", "", "Judged", "Payer"]);
    for (point, bar) in trend.points.iter().zip(bars) {
        let bar = cell(&"█".repeat(bar + 1));
        table.add_row([
            cell(&PartialDate::as_str(&point.date).chars().take(10).collect::<String>()),
            cell(&number(point)),
            if is_usual(&point.interpretations) { bar } else { bar.fg(Color::Yellow) },
            cell(&judged(&point.interpretations)),
            cell(&point.origin.payer_name),
        ]);
    }
    keep_whole(&mut table, &[0, 1, 2]);
    format!("{}{}\n{}", clean(&trend.name.text), clean(&unit), finish(&table))
}

fn number(point: &TrendPoint) -> String {
    let comparator =
        point.comparator.as_deref().map(|comparator| format!("{comparator} ")).unwrap_or_default();
    format!("{comparator}{}", point.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_goes_from_the_least_to_the_greatest() {
        assert_eq!(scaled(&[10_u64, 20, 15, 10], 7), [0, 7, 3, 0]);
        assert_eq!(scaled(&[5_u64, 5], 7), [3, 3]);
        assert!(scaled::<u64>(&[], 7).is_empty());
    }
}
