//! Dates, kept as precise as the payer wrote them.
//!
//! Source: FHIR R4 `date`, `dateTime` and `instant` (datatypes.html#dateTime), `Period` and `Timing`. A date that cannot
//! be, such as `2021-02-30`, is no date: nothing is made up in its place.

use std::cmp::Ordering;

use billfold_text::cut::cut;
use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

use crate::record::json::{Value, each, text};

/// How precise a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DatePrecision {
    /// A year, such as `2021`.
    Year,
    /// A month, such as `2021-03`.
    Month,
    /// A day, such as `2021-03-09`.
    Day,
    /// A moment, such as `2021-03-09T14:30:00-06:00`.
    Instant,
}

/// A date as precise as it was written. Dates are ordered by the start of what they cover.
#[derive(Clone, PartialEq, Eq)]
pub struct PartialDate {
    text: String,
    precision: DatePrecision,
    day: Date,
    start: OffsetDateTime,
}

impl PartialDate {
    /// Reads a FHIR `date`, `dateTime` or `instant`. `None` for anything else, and for dates that cannot be.
    ///
    /// A moment that says no offset, which FHIR forbids and servers write, is ordered as if it were in UTC.
    ///
    /// ```
    /// use billfold::record::{DatePrecision, PartialDate};
    ///
    /// let month = PartialDate::parse("2024-03").expect("a date of FHIR");
    /// assert_eq!((month.as_str(), month.precision()), ("2024-03", DatePrecision::Month));
    /// assert!(PartialDate::parse("2024-02-30").is_none());
    /// ```
    pub fn parse(written: &str) -> Option<Self> {
        let text = written.trim();
        let (date, time) = cut(text, b'T');
        let (year, rest) = date.split_at_checked(4)?;
        let (month, day) = match rest.len() {
            0 => (None, None),
            3 => (Some(rest), None),
            6 => rest.split_at_checked(3).map(|(month, day)| (Some(month), Some(day)))?,
            _ => return None,
        };
        let year = digits::<i32>(year, 4).filter(|year| *year > 0)?;
        let part = |part: &str| digits::<u8>(part.strip_prefix('-')?, 2);
        let (month, day) = (month.map(part), day.map(part));
        let precision = match (month, day, time) {
            (None, None, None) => DatePrecision::Year,
            (Some(_), None, None) => DatePrecision::Month,
            (Some(_), Some(_), None) => DatePrecision::Day,
            (Some(_), Some(_), Some(_)) => DatePrecision::Instant,
            _ => return None,
        };
        let month = Month::try_from(month.unwrap_or(Some(1))?).ok()?;
        let day = Date::from_calendar_date(year, month, day.unwrap_or(Some(1))?).ok()?;
        let start = match time {
            None => day.midnight().assume_utc(),
            Some(time) => moment(day, time)?,
        };
        Some(Self { text: text.to_owned(), precision, day, start })
    }

    /// Reads a JSON value.
    pub(crate) fn read(value: &Value<'_>) -> Option<Self> {
        Self::parse(value.as_str()?)
    }

    /// As the payer wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How precise it is.
    pub fn precision(&self) -> DatePrecision {
        self.precision
    }

    /// The first day that it covers; for a moment, the day at the place where it was written.
    pub fn first_day(&self) -> Date {
        self.day
    }

    /// The last day that it covers: the last of the year or month, where no more is said.
    pub fn last_day(&self) -> Date {
        let month = match self.precision {
            DatePrecision::Year => Month::December,
            DatePrecision::Month => self.day.month(),
            DatePrecision::Day | DatePrecision::Instant => return self.day,
        };
        let year = self.day.year();
        Date::from_calendar_date(year, month, month.length(year)).unwrap_or(self.day)
    }

    /// The start of what it covers, in seconds since 1970.
    pub fn start_seconds(&self) -> i64 {
        self.start.unix_timestamp()
    }
}

impl Ord for PartialDate {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.start, self.precision, &self.text).cmp(&(other.start, other.precision, &other.text))
    }
}

impl PartialOrd for PartialDate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A number of exactly so many digits.
fn digits<T: std::str::FromStr>(text: &str, count: usize) -> Option<T> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn moment(day: Date, written: &str) -> Option<OffsetDateTime> {
    let (clock, offset) = match written.bytes().position(|byte| matches!(byte, b'Z' | b'z' | b'+' | b'-')) {
        Some(place) => (&written[..place], offset(&written[place..])?),
        None => (written, UtcOffset::UTC),
    };
    let (clock, fraction) = cut(clock, b'.');
    let (hour, rest) = cut(clock, b':');
    let (minute, second) = cut(rest?, b':');
    let (hour, minute) = (digits(hour, 2)?, digits(minute, 2)?);
    // Seconds are left out by some servers; a leap second counts as the one before it.
    let second = second.map_or(Some(0), |part| digits::<u8>(part, 2))?;
    let second = if second == 60 { 59 } else { second };
    let nanosecond = fraction.map_or(Some(0), |fraction| {
        let all = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
        let nine = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
        all.then(|| nine.fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    })?;
    let time = Time::from_hms_nano(hour, minute, second, nanosecond).ok()?;
    Some(day.with_time(time).assume_offset(offset))
}

fn offset(written: &str) -> Option<UtcOffset> {
    if written.eq_ignore_ascii_case("Z") {
        return Some(UtcOffset::UTC);
    }
    let (sign, rest) = written.split_at_checked(1)?;
    let (hours, minutes) = rest.split_once(':').or_else(|| rest.split_at_checked(2))?;
    let (hours, minutes) =
        (digits::<i8>(hours, 2)?, digits::<i8>(minutes, 2).filter(|minutes| *minutes < 60)?);
    let sign = if sign == "-" { -1 } else { 1 };
    UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()
}

/// Start and end. A single date is both; what has begun and not ended has no end.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Dates {
    /// Its beginning.
    pub start: Option<PartialDate>,
    /// Its end.
    pub end: Option<PartialDate>,
}

impl Dates {
    /// Reads a date, a Period, or a Timing, whose events or bounds count. `None` where no date is stated.
    pub(crate) fn read(value: &Value<'_>) -> Option<Self> {
        let dates = match value {
            Value::String(_) => {
                let date = PartialDate::read(value);
                Self { start: date.clone(), end: date }
            }
            timing if timing.has("event") => {
                let events = || each(&value["event"]).filter_map(PartialDate::read);
                Self { start: events().min(), end: events().max() }
            }
            timing if timing.has("repeat") => {
                return Self::read(&value["repeat"]["boundsPeriod"]);
            }
            period => {
                Self { start: PartialDate::read(&period["start"]), end: PartialDate::read(&period["end"]) }
            }
        };
        (dates.start.is_some() || dates.end.is_some()).then_some(dates)
    }

    /// The date that sorts it: its beginning, else its end.
    pub fn first(&self) -> Option<&PartialDate> {
        self.start.as_ref().or(self.end.as_ref())
    }
}

/// When something was: dates, or words where the payer has no dates, such as `childhood` or `52 years`.
#[derive(Clone, PartialEq, Eq)]
pub struct When {
    /// Its dates.
    pub dates: Option<Dates>,
    /// What is said instead of dates.
    pub words: Option<String>,
}

impl When {
    /// Reads the choice element `name[x]`: dateTime, instant, date, Period, Timing, Age, Range or string.
    pub(crate) fn read(resource: &Value<'_>, name: &str) -> Option<Self> {
        let member = |suffix: &str| &resource[format!("{name}{suffix}").as_str()];
        let dates = ["DateTime", "Period", "Instant", "Date", "Timing"]
            .iter()
            .find_map(|suffix| Dates::read(member(suffix)));
        let words = if dates.is_some() {
            None
        } else {
            super::quantity::in_words(member("Age"))
                .or_else(|| super::quantity::range_in_words(member("Range")))
                .or_else(|| text(member("String")))
                .or_else(|| text(&member("Timing")["code"]["text"]))
        };
        (dates.is_some() || words.is_some()).then_some(Self { dates, words })
    }

    /// The date that sorts it.
    pub fn first(&self) -> Option<&PartialDate> {
        self.dates.as_ref().and_then(Dates::first)
    }
}

crate::secret::opaque_debug!(PartialDate, Dates, When);

#[cfg(test)]
mod tests {
    use crate::record::json::json;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_kept_as_precise_as_they_were() {
        for (written, expected) in [
            ("2021", Some((DatePrecision::Year, "2021-01-01", "2021-12-31"))),
            ("2020-02", Some((DatePrecision::Month, "2020-02-01", "2020-02-29"))),
            ("2021-03-09", Some((DatePrecision::Day, "2021-03-09", "2021-03-09"))),
            (" 2021-03-09 ", Some((DatePrecision::Day, "2021-03-09", "2021-03-09"))),
            ("2021-03-09T23:30:00-06:00", Some((DatePrecision::Instant, "2021-03-09", "2021-03-09"))),
            ("2021-03-09T23:30:00.123456789012Z", Some((DatePrecision::Instant, "2021-03-09", "2021-03-09"))),
            ("2021-03-09T23:30", Some((DatePrecision::Instant, "2021-03-09", "2021-03-09"))),
            ("2016-12-31T23:59:60Z", Some((DatePrecision::Instant, "2016-12-31", "2016-12-31"))),
            ("2021-03-09T08:00:00+0530", Some((DatePrecision::Instant, "2021-03-09", "2021-03-09"))),
            ("2021-02-30", None),
            ("2021-02-29", None),
            ("2021-13", None),
            ("2021-00-10", None),
            ("0000", None),
            ("21", None),
            ("2021-3-9", None),
            ("03/09/2021", None),
            ("20210309", None),
            ("2021-03-09T", None),
            ("2021-03T10:00:00Z", None),
            ("2021-03-09T25:00:00Z", None),
            ("2021-03-09T10:00:00.Z", None),
            ("2021-03-09T10:00:00+", None),
            ("2021-03-09T10:00:00+99:00", None),
            ("2021-03-09T10:00:00é", None),
            ("2021-03-09-01", None),
            ("+021-03-09", None),
            ("", None),
        ] {
            let read = PartialDate::parse(written);
            let found = read.as_ref().map(|date| (date.precision(), date.first_day(), date.last_day()));
            let found =
                found.map(|(precision, first, last)| (precision, first.to_string(), last.to_string()));
            let expected = expected.map(|(p, first, last)| (p, first.to_owned(), last.to_owned()));
            assert_eq!(found, expected, "{written}");
            assert!(read.is_none_or(|date| date.as_str() == written.trim()));
        }
    }

    #[test]
    fn dates_are_ordered_by_the_start_of_what_they_cover() {
        let ordered = [
            "0001",
            "1969-12-31",
            "2020",
            "2020-01",
            "2020-01-01",
            "2020-01-01T00:00:00Z",
            "2020-01-01T05:00:00+05:00",
            "2020-01-01T00:00:00.5Z",
            "2020-01-01T00:00:00-01:00",
            "2020-02",
            "2021",
            "9999",
        ];
        let dates: Vec<_> = ordered.iter().map(|text| PartialDate::parse(text).unwrap()).collect();
        assert!(dates.is_sorted(), "{:?}", dates.iter().map(|date| date.start).collect::<Vec<_>>());
        assert_eq!(PartialDate::parse("1970-01-01T00:00:00Z").unwrap().start_seconds(), 0);
        assert_eq!(PartialDate::parse("1969-12-31T23:59:59.5Z").unwrap().start_seconds(), -1);
        // At the ends of what a date can be, UTC is a day further.
        let ends = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"];
        let ends = ends.map(|written| PartialDate::parse(written).unwrap());
        assert!(ends[0] < ends[1]);
        assert_eq!(ends.map(|end| end.start_seconds()), [-62_135_647_200, 253_402_351_199]);
    }

    #[test]
    fn every_way_to_say_when_is_read() {
        let read = |json: Value| {
            let when = When::read(&json, "onset")?;
            let text = |date: Option<PartialDate>| date.map_or("-".to_owned(), |date| date.text);
            Some(match (when.dates, when.words) {
                (Some(dates), None) => format!("{} {}", text(dates.start), text(dates.end)),
                (None, Some(words)) => words,
                _ => unreachable!("one of both"),
            })
        };
        for (json, expected) in [
            (json!({"onsetDateTime": "2021-03"}), Some("2021-03 2021-03")),
            (json!({"onsetPeriod": {"start": "2021"}}), Some("2021 -")),
            (json!({"onsetPeriod": {"end": "2021"}}), Some("- 2021")),
            (json!({"onsetTiming": {"event": ["2021-05", "2021-03"]}}), Some("2021-03 2021-05")),
            (json!({"onsetTiming": {"repeat": {"boundsPeriod": {"start": "2021"}}}}), Some("2021 -")),
            (json!({"onsetAge": {"value": 52, "unit": "years", "code": "a"}}), Some("52 years")),
            (
                json!({"onsetAge": {"value": 52, "code": "a", "system": "http://unitsofmeasure.org"}}),
                Some("52 years"),
            ),
            (
                json!({"onsetRange": {"low": {"value": 5}, "high": {"value": 9, "unit": "years"}}}),
                Some("5 – 9 years"),
            ),
            (json!({"onsetString": "childhood"}), Some("childhood")),
            (json!({"onsetDateTime": "2021-02-30"}), None),
            (json!({"onsetPeriod": {}}), None),
            (json!({"onsetDateTime": 2021}), None),
            (json!({}), None),
        ] {
            assert_eq!(read(json).as_deref(), expected, "{json}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(
            written in "\\PC{0,40}|[0-9T:.Z+-]{0,32}|[0-9]{4}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-5][0-9](:[0-6][0-9])?Z?)?",
        ) {
            if let Some(date) = PartialDate::parse(&written) {
                prop_assert_eq!(date.as_str(), written.trim());
                prop_assert!(date.first_day() <= date.last_day());
                if date.precision() >= DatePrecision::Day {
                    prop_assert_eq!(date.first_day().to_string(), &date.as_str()[..10]);
                }
            }
        }
    }
}
