//! Kinds of clinicians and of facilities, in NUCC provider taxonomy codes.

use super::super::system;
use super::super::value::Coding;

/// What a clinician does, and at which of the [`FACILITIES`].
pub(crate) struct Specialty {
    pub taxonomy: Coding,
    pub facility: usize,
    pub qualification: &'static str,
}

const fn specialty(code: &'static str, display: &'static str, facility: usize) -> Specialty {
    Specialty { taxonomy: Coding::new(system::TAXONOMY, code, display), facility, qualification: "MD" }
}

/// Places in [`CLINICIANS`].
pub(crate) const FAMILY_DOCTOR: usize = 0;
pub(crate) const PEDIATRICIAN: usize = 1;
pub(crate) const CARDIOLOGIST: usize = 2;
pub(crate) const ORTHOPEDIST: usize = 3;
pub(crate) const GASTROENTEROLOGIST: usize = 4;
pub(crate) const EMERGENCY_DOCTOR: usize = 5;
pub(crate) const DENTIST: usize = 6;

/// The clinicians whom members see.
pub(crate) static CLINICIANS: [Specialty; 7] = [
    specialty("207Q00000X", "Family Medicine Physician", CLINIC),
    specialty("208000000X", "Pediatrics Physician", CLINIC),
    specialty("207RC0000X", "Cardiovascular Disease Physician", HOSPITAL),
    specialty("207X00000X", "Orthopaedic Surgery Physician", HOSPITAL),
    specialty("207RG0100X", "Gastroenterology Physician", HOSPITAL),
    specialty("207P00000X", "Emergency Medicine Physician", HOSPITAL),
    Specialty {
        taxonomy: Coding::new(system::TAXONOMY, "1223G0001X", "General Practice Dentistry"),
        facility: DENTAL_OFFICE,
        qualification: "DDS",
    },
];

/// More clinicians of the provider directory, whom no member of ours has seen.
pub(crate) static DIRECTORY_CLINICIANS: [Specialty; 8] = [
    specialty("207RE0101X", "Endocrinology, Diabetes & Metabolism Physician", 0),
    specialty("207V00000X", "Obstetrics & Gynecology Physician", 1),
    specialty("2084P0800X", "Psychiatry Physician", 2),
    specialty("207N00000X", "Dermatology Physician", 3),
    specialty("207W00000X", "Ophthalmology Physician", 4),
    specialty("2084N0400X", "Neurology Physician", 5),
    specialty("208800000X", "Urology Physician", 6),
    specialty("207RN0300X", "Nephrology Physician", 7),
];

/// What an organization does.
pub(crate) struct Facility {
    /// Comes after the landmark in the organization's name.
    pub name: &'static str,
    pub taxonomy: Coding,
    /// `v3-RoleCode` of its location.
    pub role: Coding,
}

const fn facility(name: &'static str, code: &'static str, display: &'static str, role: Coding) -> Facility {
    Facility { name, taxonomy: Coding::new(system::TAXONOMY, code, display), role }
}

/// Places in [`FACILITIES`].
pub(crate) const CLINIC: usize = 0;
pub(crate) const HOSPITAL: usize = 1;
pub(crate) const LABORATORY: usize = 2;
pub(crate) const PHARMACY: usize = 3;
pub(crate) const MAIL_PHARMACY: usize = 4;
pub(crate) const DENTAL_OFFICE: usize = 5;

/// The organizations that bill for members.
pub(crate) static FACILITIES: [Facility; 6] = [
    facility("Family Medicine", "261QP2300X", "Primary Care Clinic/Center", PRACTICE),
    facility("Regional Medical Center", "282N00000X", "General Acute Care Hospital", HOSPITAL_ROLE),
    facility("Clinical Laboratories", "291U00000X", "Clinical Medical Laboratory", LABORATORY_ROLE),
    facility("Pharmacy", "3336C0003X", "Community/Retail Pharmacy", PHARMACY_ROLE),
    facility("Mail Order Pharmacy", "3336M0002X", "Mail Order Pharmacy", PHARMACY_ROLE),
    facility("Dental Care", "261QD0000X", "Dental Clinic/Center", DENTAL_ROLE),
];

const PRACTICE: Coding = Coding::new(system::ROLE_CODE, "FMC", "Family medicine clinic");
const HOSPITAL_ROLE: Coding = Coding::new(system::ROLE_CODE, "HOSP", "Hospital");
const LABORATORY_ROLE: Coding = Coding::new(system::ROLE_CODE, "DX", "Diagnostics or therapeutics unit");
const PHARMACY_ROLE: Coding = Coding::new(system::ROLE_CODE, "PHARM", "Pharmacy");
const DENTAL_ROLE: Coding = Coding::new(system::ROLE_CODE, "DENT", "Dental clinic");

/// More organizations of the provider directory.
pub(crate) static DIRECTORY_FACILITIES: [Facility; 8] = [
    facility("Endocrinology Associates", "261QM1300X", "Multi-Specialty Clinic/Center", PRACTICE),
    facility("Women's Health", "261QM1300X", "Multi-Specialty Clinic/Center", PRACTICE),
    facility("Behavioral Health", "261QM0801X", "Mental Health Clinic/Center", PRACTICE),
    facility("Dermatology", "261QM1300X", "Multi-Specialty Clinic/Center", PRACTICE),
    facility("Eye Center", "261QA1903X", "Ambulatory Surgical Clinic/Center", PRACTICE),
    facility("Neurology", "261QM1300X", "Multi-Specialty Clinic/Center", PRACTICE),
    facility("Urology", "261QM1300X", "Multi-Specialty Clinic/Center", PRACTICE),
    facility("Kidney Care", "261QE0700X", "End-Stage Renal Disease (ESRD) Treatment Clinic/Center", PRACTICE),
];
