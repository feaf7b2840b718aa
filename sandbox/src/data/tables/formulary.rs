//! The drug list of a formulary: RxNorm drug, tier, and the limits that plans set.

/// A covered drug.
#[derive(Clone, Copy)]
pub(crate) struct CoveredDrug {
    pub rxnorm: &'static str,
    pub name: &'static str,
    /// Code of the guide's drug tiers.
    pub tier: &'static str,
    pub prior_authorization: bool,
    pub step_therapy: bool,
    pub quantity_limit: bool,
}

const fn drug(rxnorm: &'static str, name: &'static str, tier: &'static str) -> CoveredDrug {
    CoveredDrug { rxnorm, name, tier, prior_authorization: false, step_therapy: false, quantity_limit: false }
}

const fn limited(drug: CoveredDrug, prior: bool, step: bool, quantity: bool) -> CoveredDrug {
    CoveredDrug { prior_authorization: prior, step_therapy: step, quantity_limit: quantity, ..drug }
}

pub(crate) static COVERED: [CoveredDrug; 30] = [
    drug("861007", "metformin hydrochloride 500 MG Oral Tablet", "preferred-generic"),
    drug("860975", "24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet", "preferred-generic"),
    drug("314076", "lisinopril 10 MG Oral Tablet", "preferred-generic"),
    drug("314077", "lisinopril 20 MG Oral Tablet", "preferred-generic"),
    drug("617310", "atorvastatin 20 MG Oral Tablet", "preferred-generic"),
    drug("197361", "amlodipine 5 MG Oral Tablet", "preferred-generic"),
    drug("310798", "hydrochlorothiazide 25 MG Oral Tablet", "preferred-generic"),
    drug("313988", "furosemide 40 MG Oral Tablet", "preferred-generic"),
    drug("892246", "levothyroxine sodium 0.1 MG Oral Tablet", "preferred-generic"),
    drug("312941", "sertraline 50 MG Oral Tablet", "preferred-generic"),
    drug("308191", "amoxicillin 500 MG Oral Capsule", "preferred-generic"),
    drug("312615", "prednisone 20 MG Oral Tablet", "preferred-generic"),
    drug("866436", "24 HR metoprolol succinate 50 MG Extended Release Oral Tablet", "generic"),
    drug("308460", "azithromycin 250 MG Oral Tablet", "generic"),
    drug("309362", "clopidogrel 75 MG Oral Tablet", "generic"),
    drug("855332", "warfarin sodium 5 MG Oral Tablet", "generic"),
    drug("310431", "gabapentin 300 MG Oral Capsule", "generic"),
    drug("198051", "omeprazole 20 MG Delayed Release Oral Capsule", "generic"),
    drug("312961", "simvastatin 20 MG Oral Tablet", "generic"),
    drug("979492", "losartan potassium 50 MG Oral Tablet", "generic"),
    drug("349332", "escitalopram 10 MG Oral Tablet", "generic"),
    drug("200224", "montelukast 10 MG Oral Tablet", "generic"),
    limited(
        drug("1049221", "acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet", "generic"),
        false,
        false,
        true,
    ),
    limited(
        drug("745679", "200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", "preferred-brand"),
        false,
        false,
        true,
    ),
    drug(
        "895994",
        "120 ACTUAT fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler",
        "preferred-brand",
    ),
    drug("1364447", "apixaban 5 MG Oral Tablet [Eliquis]", "preferred-brand"),
    limited(
        drug("285018", "insulin glargine 100 UNT/ML Injectable Solution [Lantus]", "preferred-brand"),
        false,
        true,
        false,
    ),
    drug("206765", "lisinopril 10 MG Oral Tablet [Prinivil]", "non-preferred-brand"),
    limited(
        drug(
            "1049640",
            "acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet [Percocet]",
            "non-preferred-brand",
        ),
        true,
        true,
        true,
    ),
    limited(
        drug("752899", "0.25 ML leuprolide acetate 30 MG/ML Prefilled Syringe", "specialty"),
        true,
        false,
        true,
    ),
];
