//! Laboratory panels and vital signs in LOINC, with their reference ranges and how a member's values move.

use super::super::value::Coding;

/// One measured quantity. Values are whole numbers of the last decimal place: with `places` 1, 72 is 7.2.
pub(crate) struct Analyte {
    pub code: Coding,
    pub unit: &'static str,
    pub ucum: &'static str,
    pub places: usize,
    pub low: Option<i64>,
    pub high: Option<i64>,
    /// The value at the first visit and at the last; in between it moves evenly.
    pub trend: (i64, i64),
    /// How far single values lie from that line at most.
    pub spread: i64,
}

/// A laboratory panel, ordered and billed as one.
pub(crate) struct Panel {
    pub report: Coding,
    pub billed: Coding,
    /// What the laboratory charges, in cents.
    pub charge: i64,
    pub analytes: &'static [Analyte],
}

#[derive(Clone, Copy)]
struct Unit(&'static str, &'static str, usize);

const PERCENT: Unit = Unit("%", "%", 1);
const MG_DL: Unit = Unit("mg/dL", "mg/dL", 0);
const MG_DL_TENTHS: Unit = Unit("mg/dL", "mg/dL", 1);
const MG_DL_HUNDREDTHS: Unit = Unit("mg/dL", "mg/dL", 2);
const MMOL_L: Unit = Unit("mmol/L", "mmol/L", 0);
const MMOL_L_TENTHS: Unit = Unit("mmol/L", "mmol/L", 1);
const THOUSANDS: Unit = Unit("10*3/uL", "10*3/uL", 1);

type Range = (Option<i64>, Option<i64>);

const fn analyte(code: Coding, unit: Unit, range: Range, trend: (i64, i64), spread: i64) -> Analyte {
    Analyte { code, unit: unit.0, ucum: unit.1, places: unit.2, low: range.0, high: range.1, trend, spread }
}

const fn between(low: i64, high: i64) -> Range {
    (Some(low), Some(high))
}

const fn below(high: i64) -> Range {
    (None, Some(high))
}

const fn above(low: i64) -> Range {
    (Some(low), None)
}

pub(crate) static HEMOGLOBIN_A1C: Panel = Panel {
    report: Coding::loinc("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood"),
    billed: Coding::cpt("83036", "Hemoglobin A1c"),
    charge: 4_200,
    analytes: &[analyte(
        Coding::loinc("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood"),
        PERCENT,
        between(40, 56),
        (91, 67),
        2,
    )],
};
pub(crate) static LIPIDS: Panel = Panel {
    report: Coding::loinc("24331-1", "Lipid 1996 panel - Serum or Plasma"),
    billed: Coding::cpt("80061", "Lipid panel"),
    charge: 6_850,
    analytes: &[
        analyte(
            Coding::loinc("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma"),
            MG_DL,
            below(200),
            (248, 176),
            9,
        ),
        analyte(
            Coding::loinc("2571-8", "Triglyceride [Mass/volume] in Serum or Plasma"),
            MG_DL,
            below(150),
            (212, 138),
            18,
        ),
        analyte(
            Coding::loinc("2085-9", "Cholesterol in HDL [Mass/volume] in Serum or Plasma"),
            MG_DL,
            above(40),
            (38, 46),
            3,
        ),
        analyte(
            Coding::loinc("13457-7", "Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation"),
            MG_DL,
            below(100),
            (167, 98),
            8,
        ),
    ],
};
pub(crate) static METABOLIC: Panel = Panel {
    report: Coding::loinc("24321-2", "Basic metabolic 2000 panel - Serum or Plasma"),
    billed: Coding::cpt("80048", "Basic metabolic panel"),
    charge: 5_175,
    analytes: &[
        analyte(
            Coding::loinc("2345-7", "Glucose [Mass/volume] in Serum or Plasma"),
            MG_DL,
            between(70, 99),
            (158, 112),
            14,
        ),
        analyte(
            Coding::loinc("3094-0", "Urea nitrogen [Mass/volume] in Serum or Plasma"),
            MG_DL,
            between(7, 20),
            (16, 18),
            3,
        ),
        analyte(
            Coding::loinc("2160-0", "Creatinine [Mass/volume] in Serum or Plasma"),
            MG_DL_HUNDREDTHS,
            between(60, 130),
            (92, 104),
            8,
        ),
        analyte(
            Coding::loinc("2951-2", "Sodium [Moles/volume] in Serum or Plasma"),
            MMOL_L,
            between(135, 145),
            (139, 140),
            3,
        ),
        analyte(
            Coding::loinc("2823-3", "Potassium [Moles/volume] in Serum or Plasma"),
            MMOL_L_TENTHS,
            between(35, 51),
            (42, 45),
            4,
        ),
        analyte(
            Coding::loinc("2075-0", "Chloride [Moles/volume] in Serum or Plasma"),
            MMOL_L,
            between(98, 107),
            (102, 103),
            3,
        ),
        analyte(
            Coding::loinc("2028-9", "Carbon dioxide, total [Moles/volume] in Serum or Plasma"),
            MMOL_L,
            between(22, 29),
            (25, 26),
            2,
        ),
        analyte(
            Coding::loinc("17861-6", "Calcium [Mass/volume] in Serum or Plasma"),
            MG_DL_TENTHS,
            between(86, 103),
            (94, 95),
            4,
        ),
    ],
};
pub(crate) static BLOOD_COUNT: Panel = Panel {
    report: Coding::loinc("58410-2", "CBC panel - Blood by Automated count"),
    billed: Coding::cpt("85025", "Complete blood count with differential"),
    charge: 4_725,
    analytes: &[
        analyte(
            Coding::loinc("6690-2", "Leukocytes [#/volume] in Blood by Automated count"),
            THOUSANDS,
            between(45, 110),
            (74, 68),
            12,
        ),
        analyte(
            Coding::loinc("718-7", "Hemoglobin [Mass/volume] in Blood"),
            Unit("g/dL", "g/dL", 1),
            between(120, 160),
            (131, 135),
            6,
        ),
        analyte(
            Coding::loinc("4544-3", "Hematocrit [Volume Fraction] of Blood by Automated count"),
            PERCENT,
            between(360, 480),
            (395, 405),
            15,
        ),
        analyte(
            Coding::loinc("777-3", "Platelets [#/volume] in Blood by Automated count"),
            Unit("10*3/uL", "10*3/uL", 0),
            between(150, 400),
            (245, 252),
            30,
        ),
    ],
};
pub(crate) static THYROID: Panel = Panel {
    report: Coding::loinc("3016-3", "Thyrotropin [Units/volume] in Serum or Plasma"),
    billed: Coding::cpt("84443", "Thyroid stimulating hormone"),
    charge: 7_340,
    analytes: &[
        analyte(
            Coding::loinc("3016-3", "Thyrotropin [Units/volume] in Serum or Plasma"),
            Unit("m[IU]/L", "m[IU]/L", 2),
            between(40, 450),
            (712, 236),
            30,
        ),
        analyte(
            Coding::loinc("3024-7", "Thyroxine (T4) free [Mass/volume] in Serum or Plasma"),
            Unit("ng/dL", "ng/dL", 2),
            between(80, 180),
            (74, 121),
            6,
        ),
    ],
};
pub(crate) static NATRIURETIC_PEPTIDE: Panel = Panel {
    report: Coding::loinc("30934-4", "Natriuretic peptide B [Mass/volume] in Serum or Plasma"),
    billed: Coding::cpt("83880", "Natriuretic peptide"),
    charge: 9_860,
    analytes: &[analyte(
        Coding::loinc("30934-4", "Natriuretic peptide B [Mass/volume] in Serum or Plasma"),
        Unit("pg/mL", "pg/mL", 0),
        below(100),
        (486, 148),
        35,
    )],
};

pub(crate) const BLOOD_PRESSURE: Coding =
    Coding::loinc("85354-9", "Blood pressure panel with all children optional");
pub(crate) const SYSTOLIC: Coding = Coding::loinc("8480-6", "Systolic blood pressure");
pub(crate) const DIASTOLIC: Coding = Coding::loinc("8462-4", "Diastolic blood pressure");
pub(crate) const WEIGHT: Coding = Coding::loinc("29463-7", "Body weight");
pub(crate) const HEIGHT: Coding = Coding::loinc("8302-2", "Body height");
pub(crate) const BODY_MASS_INDEX: Coding = Coding::loinc("39156-5", "Body mass index (BMI) [Ratio]");
pub(crate) const HEART_RATE: Coding = Coding::loinc("8867-4", "Heart rate");
pub(crate) const RESPIRATORY_RATE: Coding = Coding::loinc("9279-1", "Respiratory rate");
pub(crate) const TEMPERATURE: Coding = Coding::loinc("8310-5", "Body temperature");
pub(crate) const OXYGEN_SATURATION: Coding = Coding::loinc("2708-6", "Oxygen saturation in Arterial blood");
pub(crate) const PULSE_OXIMETRY: Coding =
    Coding::loinc("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry");
pub(crate) const SMOKING_STATUS: Coding = Coding::loinc("72166-2", "Tobacco smoking status");
pub(crate) const PHQ9_SCORE: Coding =
    Coding::loinc("44261-6", "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]");
pub(crate) const URINE_COLOR: Coding = Coding::loinc("5778-6", "Color of Urine");
pub(crate) const STREP_ANTIGEN: Coding =
    Coding::loinc("78012-2", "Streptococcus pyogenes Ag [Presence] in Throat by Rapid immunoassay");
