//! Names of invented people.

pub(crate) const FAMILY: [&str; 24] = [
    "Lindqvist",
    "Okafor",
    "Hernandez",
    "Whitfield",
    "Nakamura",
    "Boateng",
    "Carlisle",
    "Vang",
    "Delacroix",
    "Petrov",
    "Abernathy",
    "Osei",
    "Castellanos",
    "Thornbury",
    "Yilmaz",
    "Mbeki",
    "Kowalczyk",
    "Strand",
    "Fairweather",
    "Xiong",
    "Beaumont",
    "Haddad",
    "Prescott",
    "Villanueva",
];

pub(crate) const WOMEN: [&str; 16] = [
    "Marguerite",
    "Adaeze",
    "Lucia",
    "Eleanor",
    "Keiko",
    "Abena",
    "Rosalind",
    "Pa Houa",
    "Camille",
    "Irina",
    "Harriet",
    "Efua",
    "Pilar",
    "Winifred",
    "Leyla",
    "Naledi",
];

pub(crate) const MEN: [&str; 16] = [
    "Anders", "Chidi", "Mateo", "Theodore", "Hiroshi", "Kwame", "Desmond", "Tou", "Etienne", "Dmitri",
    "Silas", "Kofi", "Rafael", "Ambrose", "Emre", "Thabo",
];

pub(crate) const STREETS: [&str; 10] = [
    "Larkspur Lane",
    "Old Mill Road",
    "Juniper Street",
    "Harvest Moon Drive",
    "Quarry Hill Road",
    "Bluff Street",
    "Cottonwood Avenue",
    "Meadowlark Court",
    "Second Avenue",
    "Orchard View",
];
