//! What providers bill: procedures in CPT and CDT, hospital lines in NUBC revenue codes. Amounts are US cents.

use super::super::system;
use super::super::value::Coding;

/// A billed procedure and what is charged for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Service {
    pub code: Coding,
    pub charge: i64,
}

/// A line of an institutional claim.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RevenueLine {
    pub revenue: Coding,
    /// None for lines that are billed by revenue code alone.
    pub code: Option<Coding>,
    pub charge: i64,
}

const fn cpt(code: &'static str, display: &'static str, charge: i64) -> Service {
    Service { code: Coding::cpt(code, display), charge }
}

const fn cdt(code: &'static str, display: &'static str, charge: i64) -> Service {
    Service { code: Coding::new(system::CDT, code, display), charge }
}

pub(crate) const OFFICE_VISIT: Service = cpt("99214", "Office visit, established patient", 21_500);
pub(crate) const CHILD_VISIT: Service = cpt("99213", "Office visit, established patient", 15_800);
pub(crate) const DENTAL: [Service; 3] = [
    cdt("D0120", "Periodic oral evaluation - established patient", 6_200),
    cdt("D1110", "Prophylaxis - adult", 11_400),
    cdt("D0274", "Bitewings - four radiographic images", 7_800),
];
pub(crate) const CHILD_DENTAL: [Service; 2] = [
    cdt("D0120", "Periodic oral evaluation - established patient", 6_200),
    cdt("D1120", "Prophylaxis - child", 8_500),
];

const fn line(revenue: &'static str, display: &'static str, charge: i64) -> RevenueLine {
    RevenueLine { revenue: Coding::new(system::REVENUE, revenue, display), code: None, charge }
}

const fn coded(line: RevenueLine, code: &'static str, display: &'static str) -> RevenueLine {
    RevenueLine { code: Some(Coding::cpt(code, display)), ..line }
}

pub(crate) static KNEE_STAY: [RevenueLine; 6] = [
    line("0120", "Room and board, semi-private", 684_000),
    line("0250", "Pharmacy", 118_245),
    line("0278", "Medical/surgical supplies, other implants", 1_342_500),
    line("0300", "Laboratory", 46_780),
    line("0360", "Operating room services", 1_186_300),
    line("0370", "Anesthesia", 274_150),
];
pub(crate) static PACEMAKER_STAY: [RevenueLine; 6] = [
    line("0210", "Coronary care unit", 912_000),
    line("0250", "Pharmacy", 87_460),
    line("0275", "Medical/surgical supplies, pacemaker", 1_468_900),
    line("0300", "Laboratory", 61_325),
    line("0480", "Cardiology", 736_200),
    line("0730", "EKG/ECG", 38_475),
];
pub(crate) static COLONOSCOPY: [RevenueLine; 3] = [
    coded(line("0750", "Gastrointestinal services", 248_600), "45378", "Colonoscopy, diagnostic"),
    line("0710", "Recovery room", 56_300),
    line("0250", "Pharmacy", 9_415),
];
pub(crate) static BRONCHITIS_EMERGENCY: [RevenueLine; 3] = [
    coded(line("0450", "Emergency room", 96_700), "99284", "Emergency department visit"),
    coded(line("0324", "Diagnostic radiology, chest X-ray", 34_200), "71046", "Chest X-ray, 2 views"),
    line("0250", "Pharmacy", 4_880),
];
pub(crate) static ASTHMA_EMERGENCY: [RevenueLine; 3] = [
    coded(line("0450", "Emergency room", 88_400), "99283", "Emergency department visit"),
    coded(line("0410", "Respiratory services", 21_650), "94640", "Airway inhalation treatment"),
    line("0250", "Pharmacy", 3_120),
];
pub(crate) static ECHOCARDIOGRAM: [RevenueLine; 2] = [
    coded(line("0483", "Echocardiology", 184_300), "93306", "Echocardiography, complete"),
    coded(line("0730", "EKG/ECG", 18_750), "93005", "Electrocardiogram, tracing"),
];
