//! Drugs that members take: RxNorm clinical drugs, with the package that a pharmacy bills (NDC).

use super::super::system;
use super::super::value::Coding;

/// A prescription drug, and how it is usually dispensed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Drug {
    pub rxnorm: Coding,
    /// The package dispensed, 11 digits with hyphens.
    pub ndc: &'static str,
    pub brand: bool,
    /// How many units one fill has.
    pub quantity: i64,
    pub unit: &'static str,
    /// How many days one fill lasts.
    pub days: i64,
    pub directions: &'static str,
    /// What the pharmacy charges for a fill, in cents.
    pub charge: i64,
    /// The member's copay for a fill, in cents.
    pub copay: i64,
}

const fn generic(rxnorm: &'static str, name: &'static str, ndc: &'static str) -> Drug {
    Drug {
        rxnorm: Coding::new(system::RXNORM, rxnorm, name),
        ndc,
        brand: false,
        quantity: 90,
        unit: "tablet",
        days: 90,
        directions: "Take 1 tablet by mouth once daily",
        charge: 4_875,
        copay: 1_000,
    }
}

pub(crate) static METFORMIN: Drug = Drug {
    quantity: 180,
    directions: "Take 1 tablet by mouth twice daily with meals",
    charge: 5_612,
    ..generic("861007", "metformin hydrochloride 500 MG Oral Tablet", "68382-0028-05")
};
pub(crate) static LISINOPRIL: Drug = generic("314076", "lisinopril 10 MG Oral Tablet", "68180-0980-01");
pub(crate) static ATORVASTATIN: Drug = Drug {
    directions: "Take 1 tablet by mouth every evening",
    charge: 6_734,
    ..generic("617310", "atorvastatin 20 MG Oral Tablet", "60505-2579-09")
};
pub(crate) static METOPROLOL: Drug =
    generic("866436", "24 HR metoprolol succinate 50 MG Extended Release Oral Tablet", "49884-0405-01");
pub(crate) static FUROSEMIDE: Drug = Drug {
    directions: "Take 1 tablet by mouth every morning",
    charge: 3_290,
    ..generic("313988", "furosemide 40 MG Oral Tablet", "00054-4299-25")
};
pub(crate) static APIXABAN: Drug = Drug {
    brand: true,
    quantity: 60,
    days: 30,
    directions: "Take 1 tablet by mouth twice daily",
    charge: 62_180,
    copay: 4_700,
    ..generic("1364447", "apixaban 5 MG Oral Tablet [Eliquis]", "00003-0894-21")
};
pub(crate) static LEVOTHYROXINE: Drug = Drug {
    directions: "Take 1 tablet by mouth once daily on an empty stomach",
    charge: 5_120,
    ..generic("892246", "levothyroxine sodium 0.1 MG Oral Tablet", "00074-6624-13")
};
pub(crate) static SERTRALINE: Drug = generic("312941", "sertraline 50 MG Oral Tablet", "68180-0352-09");
pub(crate) static ALBUTEROL: Drug = Drug {
    quantity: 1,
    unit: "inhaler",
    days: 30,
    directions: "Inhale 2 puffs every 4 to 6 hours as needed for wheezing",
    charge: 6_499,
    copay: 2_000,
    ..generic("745679", "200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", "00173-0682-20")
};
pub(crate) static FLUTICASONE: Drug = Drug {
    quantity: 1,
    unit: "inhaler",
    days: 30,
    directions: "Inhale 2 puffs twice daily; rinse the mouth afterwards",
    charge: 21_450,
    copay: 3_500,
    brand: true,
    ..generic(
        "895994",
        "120 ACTUAT fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler",
        "00173-0718-20",
    )
};
pub(crate) static AMOXICILLIN: Drug = Drug {
    quantity: 20,
    unit: "capsule",
    days: 10,
    directions: "Take 1 capsule by mouth twice daily for 10 days",
    charge: 1_989,
    copay: 500,
    ..generic("308191", "amoxicillin 500 MG Oral Capsule", "00093-3109-05")
};
pub(crate) static AZITHROMYCIN: Drug = Drug {
    quantity: 6,
    days: 5,
    directions: "Take 2 tablets on day 1, then 1 tablet once daily on days 2 to 5",
    charge: 3_845,
    ..generic("308460", "azithromycin 250 MG Oral Tablet", "00093-7146-56")
};
pub(crate) static OXYCODONE: Drug = Drug {
    quantity: 20,
    days: 5,
    directions: "Take 1 tablet by mouth every 6 hours as needed for pain",
    charge: 2_760,
    ..generic("1049221", "acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet", "00406-0512-01")
};
pub(crate) static PREDNISONE: Drug = Drug {
    quantity: 10,
    days: 5,
    directions: "Take 2 tablets by mouth once daily for 5 days",
    charge: 1_275,
    copay: 500,
    ..generic("312615", "prednisone 20 MG Oral Tablet", "00054-0018-25")
};

/// All drugs above; those of a payer that keeps `Medication` resources have one each.
pub(crate) static ALL: [&Drug; 14] = [
    &METFORMIN,
    &LISINOPRIL,
    &ATORVASTATIN,
    &METOPROLOL,
    &FUROSEMIDE,
    &APIXABAN,
    &LEVOTHYROXINE,
    &SERTRALINE,
    &ALBUTEROL,
    &FLUTICASONE,
    &AMOXICILLIN,
    &AZITHROMYCIN,
    &OXYCODONE,
    &PREDNISONE,
];
