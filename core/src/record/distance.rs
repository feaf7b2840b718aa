//! Places on the Earth, and how far they are from each other.
//!
//! This is the only floating point among the views, which is why it has a file of its own: a distance is rounded anyway,
//! and no money comes of it.
#![allow(clippy::float_arithmetic, reason = "a distance is no figure of a record")]

use crate::record::json::Value;
use crate::record::money::decimal;
use rust_decimal::Decimal;

/// A distance.
pub type Kilometers = f64;

/// A place on the Earth (WGS 84), in degrees as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Degrees north.
    pub latitude: Decimal,
    /// Degrees east.
    pub longitude: Decimal,
}

impl Position {
    /// Reads `Location.position`. `None` where it is not on the Earth.
    pub(crate) fn read(position: &Value<'_>) -> Option<Self> {
        Self::new(decimal(&position["latitude"])?, decimal(&position["longitude"])?)
    }

    /// A place. `None` where it is not on the Earth.
    pub fn new(latitude: Decimal, longitude: Decimal) -> Option<Self> {
        Some(Self { latitude, longitude }).filter(Self::is_on_earth)
    }

    /// Whether there is such a place.
    pub(crate) fn is_on_earth(&self) -> bool {
        let within = |degrees: Decimal, most: i64| degrees.abs() <= Decimal::from(most);
        within(self.latitude, 90) && within(self.longitude, 180)
    }

    /// The way to another place along the surface (haversine, mean radius of the Earth).
    pub(super) fn distance_km(&self, other: &Self) -> Option<Kilometers> {
        const EARTH_RADIUS_KM: Kilometers = 6_371.0;
        let radians = |degrees: Decimal| f64::try_from(degrees).ok().map(f64::to_radians);
        let (from, to) = (radians(self.latitude)?, radians(other.latitude)?);
        let (north, east) = (to - from, radians(other.longitude)? - radians(self.longitude)?);
        let half = (north / 2.0).sin().powi(2) + from.cos() * to.cos() * (east / 2.0).sin().powi(2);
        Some(2.0 * EARTH_RADIUS_KM * half.clamp(0.0, 1.0).sqrt().asin())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_map() {
        let place = |latitude: &str, longitude: &str| {
            Position::new(latitude.parse().unwrap(), longitude.parse().unwrap())
        };
        let (nashville, memphis) =
            (place("36.1627", "-86.7816").unwrap(), place("35.1495", "-90.0490").unwrap());
        // 196 miles by air.
        assert!((nashville.distance_km(&memphis).unwrap() - 315.0).abs() < 3.0);
        assert!(nashville.distance_km(&nashville).unwrap() < 1e-6);
        let (pole, date_line) = (place("90", "0").unwrap(), place("0", "180").unwrap());
        assert!((pole.distance_km(&date_line).unwrap() - 10_007.5).abs() < 1.0);
        assert_eq!(place("90.1", "0"), None);
        assert_eq!(place("0", "-181"), None);
    }
}
