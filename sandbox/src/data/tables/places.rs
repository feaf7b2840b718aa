//! Where the payers' members live and their providers work.

use super::super::Payer;

/// A town: name, ZIP code, latitude and longitude in ten-thousandths of a degree.
pub(crate) struct Town {
    pub name: &'static str,
    pub zip: &'static str,
    pub latitude: i64,
    pub longitude: i64,
}

/// The area that a payer serves.
pub(crate) struct Region {
    pub state: &'static str,
    pub state_name: &'static str,
    /// Telephone area code.
    pub area_code: &'static str,
    pub towns: [Town; 4],
    /// What local practices are named after.
    pub landmarks: [&'static str; 4],
}

const fn town(name: &'static str, zip: &'static str, latitude: i64, longitude: i64) -> Town {
    Town { name, zip, latitude, longitude }
}

static MINNESOTA: Region = Region {
    state: "MN",
    state_name: "Minnesota",
    area_code: "651",
    towns: [
        town("Saint Paul", "55102", 449_300, -931_200),
        town("Duluth", "55802", 467_800, -921_000),
        town("Rochester", "55901", 440_700, -925_000),
        town("Mankato", "56001", 441_600, -940_000),
    ],
    landmarks: ["Birchbark", "Lakehead", "Northfold", "Prairie Rose"],
};
static NORTH_CAROLINA: Region = Region {
    state: "NC",
    state_name: "North Carolina",
    area_code: "336",
    towns: [
        town("Mount Airy", "27030", 364_900, -806_000),
        town("Greensboro", "27401", 360_700, -797_800),
        town("Asheville", "28801", 355_900, -825_500),
        town("Durham", "27701", 359_900, -789_000),
    ],
    landmarks: ["Blue Ridge View", "Piedmont Oaks", "Longleaf", "Yadkin"],
};
static TENNESSEE: Region = Region {
    state: "TN",
    state_name: "Tennessee",
    area_code: "423",
    towns: [
        town("Chattanooga", "37402", 350_500, -853_100),
        town("Knoxville", "37902", 359_600, -839_200),
        town("Jackson", "38301", 356_100, -888_200),
        town("Cookeville", "38501", 361_700, -855_100),
    ],
    landmarks: ["Signal Point", "Cumberland Gap", "Tulip Poplar", "Walnut Bend"],
};
static MAINE: Region = Region {
    state: "ME",
    state_name: "Maine",
    area_code: "207",
    towns: [
        town("Portland", "04101", 436_600, -702_600),
        town("Bangor", "04401", 448_000, -687_700),
        town("Rockland", "04841", 441_000, -691_100),
        town("Lewiston", "04240", 441_000, -702_100),
    ],
    landmarks: ["Casco", "Penobscot", "Beacon Point", "Tidewater"],
};
static MISSISSIPPI: Region = Region {
    state: "MS",
    state_name: "Mississippi",
    area_code: "601",
    towns: [
        town("Jackson", "39201", 322_900, -901_800),
        town("Hattiesburg", "39401", 313_200, -892_900),
        town("Meridian", "39301", 323_600, -887_000),
        town("Vicksburg", "39180", 323_500, -908_700),
    ],
    landmarks: ["Magnolia Bluff", "Pearl River", "Pine Belt", "Natchez Trace"],
};

/// The area that this payer serves.
pub(crate) fn region(payer: Payer) -> &'static Region {
    match payer {
        Payer::BcbsMn => &MINNESOTA,
        Payer::BcbsNc => &NORTH_CAROLINA,
        Payer::BcbsTn => &TENNESSEE,
        Payer::InterSystems => &MAINE,
        Payer::SharedHealthMs => &MISSISSIPPI,
    }
}
