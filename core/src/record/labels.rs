//! Every English word that a view says of its own accord: this file is what a translator needs.
//!
//! [`LABELS`] has one table per FHIR code system, named by the last part of the system's URL, as in
//! `http://terminology.hl7.org/CodeSystem/condition-clinical`. They speak where the payer sent a code without words.
//! [`words`] has what is said where a record says nothing. [`SYSTEMS`] has names, which are not translated.

/// What is said where a record says nothing.
pub(crate) mod words {
    pub(crate) const AMOUNT: &str = "Amount";
    pub(crate) const CARD_ACTIVE: &str = "In force";
    pub(crate) const CARD_CANCELLED: &str = "The payer cancelled it";
    pub(crate) const CARD_DRAFT: &str = "The payer has not put it in force";
    pub(crate) const CARD_ENDED: &str = "Ended on";
    pub(crate) const CARD_NOT_YET: &str = "Begins on";
    pub(crate) const CARD_SINCE: &str = "In force since";
    pub(crate) const CARD_UNTIL: &str = "In force until";
    pub(crate) const CLASS: &str = "Class";
    pub(crate) const COPAY: &str = "Copay";
    pub(crate) const INFORMATION: &str = "Information";
    pub(crate) const UNNAMED_ALLERGY: &str = "Unnamed allergy";
    pub(crate) const UNNAMED_CONDITION: &str = "Unnamed condition";
    pub(crate) const UNNAMED_DEVICE: &str = "Unnamed device";
    pub(crate) const UNNAMED_DOCUMENT: &str = "Document";
    pub(crate) const UNNAMED_ENCOUNTER: &str = "Visit";
    pub(crate) const UNNAMED_GOAL: &str = "Goal";
    pub(crate) const UNNAMED_MEDICATION: &str = "Unnamed medication";
    pub(crate) const UNNAMED_OBSERVATION: &str = "Unnamed result";
    pub(crate) const UNNAMED_PLAN: &str = "Care plan";
    pub(crate) const UNNAMED_PROCEDURE: &str = "Unnamed procedure";
    pub(crate) const UNNAMED_REPORT: &str = "Report";
    pub(crate) const UNNAMED_TEAM: &str = "Care team";
    pub(crate) const UNNAMED_VACCINE: &str = "Unnamed vaccine";
    pub(crate) const AS_NEEDED: &str = "as needed";
    pub(crate) const AS_NEEDED_FOR: &str = "as needed for";
    pub(crate) const EVERY: &str = "every";
    pub(crate) const ROLLING_LIMIT: &str = "At most";
    pub(crate) const MAXIMUM_DAILY: &str = "At most a day";
    pub(crate) const DAYS_SUPPLY_LIMIT: &str = "Days of supply";
    pub(crate) const YES: &str = "Yes";
    pub(crate) const NO: &str = "No";
    pub(crate) const SAMPLED_DATA: &str = "A series of measured values";
}

/// Short names of code systems, for codes that have no words at all.
const SYSTEMS: &[(&str, &str)] = &[
    ("http://terminology.hl7.org/CodeSystem/ADAUniversalToothDesignationSystem", "Tooth"),
    ("http://terminology.hl7.org/CodeSystem/NCPDPRejectCode", "NCPDP reject code"),
    ("https://x12.org/codes/claim-adjustment-reason-codes", "CARC"),
    ("http://hl7.org/fhir/sid/cvx", "CVX"),
    ("http://hl7.org/fhir/sid/icd-10", "ICD-10"),
    ("http://hl7.org/fhir/sid/icd-10-cm", "ICD-10"),
    ("http://hl7.org/fhir/sid/icd-9-cm", "ICD-9"),
    ("http://hl7.org/fhir/sid/ndc", "NDC"),
    ("http://hl7.org/fhir/sid/us-npi", "NPI"),
    ("http://loinc.org", "LOINC"),
    ("http://nucc.org/provider-taxonomy", "NUCC"),
    ("http://snomed.info/sct", "SNOMED"),
    ("http://unitsofmeasure.org", "UCUM"),
    ("http://www.ada.org/cdt", "CDT"),
    ("http://www.ama-assn.org/go/cpt", "CPT"),
    ("http://www.cms.gov/Medicare/Coding/ICD10", "ICD-10-PCS"),
    ("http://www.nlm.nih.gov/research/umls/rxnorm", "RxNorm"),
    ("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "HCPCS"),
    (
        "https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/AcuteInpatientPPS/MS-DRG-Classifications-and-Software",
        "MS-DRG",
    ),
    ("https://www.nubc.org/CodeSystem/RevenueCodes", "Revenue code"),
    ("urn:oid:2.16.840.1.113883.6.285", "HCPCS"),
];

/// The short name of a code system.
pub(crate) fn system_name(system: &str) -> Option<&'static str> {
    let system = system.trim_end_matches('/');
    SYSTEMS.iter().find(|(url, _)| *url == system).map(|(_, name)| *name)
}

/// The label of a code in a table of [`LABELS`].
pub(crate) fn label(table: &str, code: &str) -> Option<&'static str> {
    let (_, labels) = LABELS.iter().find(|(name, _)| *name == table)?;
    labels.iter().find(|(known, _)| *known == code).map(|(_, label)| *label)
}

/// The label of a code of that code system.
pub(crate) fn label_of(system: &str, code: &str) -> Option<&'static str> {
    label(system.trim_end_matches('/').rsplit('/').next()?, code)
}

/// Labels of codes: the table, then code and label.
const LABELS: &[(&str, &[(&str, &str)])] = &[
    (
        "306",
        &[
            ("A1", "Approved"),
            ("A2", "Approved in part"),
            ("A3", "Not approved"),
            ("A4", "Being reviewed"),
            ("A6", "Approved with changes"),
            ("C", "Cancelled"),
            ("CT", "The payer asks for a call"),
            ("NA", "No permission is needed"),
        ],
    ),
    (
        "ADAAreaOralCavitySystem",
        &[
            ("00", "Whole mouth"),
            ("01", "Upper jaw"),
            ("02", "Lower jaw"),
            ("10", "Upper right quadrant"),
            ("20", "Upper left quadrant"),
            ("30", "Lower left quadrant"),
            ("40", "Lower right quadrant"),
        ],
    ),
    (
        "C4BBAdjudication",
        &[
            ("coinsurance", "Coinsurance"),
            ("discount", "Discount"),
            ("drugcost", "Drug cost"),
            ("memberliability", "Owed by the member"),
            ("noncovered", "Not covered"),
            ("paidbypatient", "Paid by the member"),
            ("paidbypatientcash", "Paid by the member in cash"),
            ("paidbypatienthealthaccount", "Paid from the member's health account"),
            ("paidbypatientother", "Paid by the member otherwise"),
            ("paidtopatient", "Paid to the member"),
            ("paidtoprovider", "Paid to the provider"),
            ("priorpayerpaid", "Paid by another payer"),
        ],
    ),
    (
        "C4BBClaimCareTeamRole",
        &[
            ("attending", "Attending"),
            ("operating", "Operating"),
            ("otheroperating", "Other operating"),
            ("performing", "Performing provider"),
            ("prescribing", "Prescribing provider"),
            ("referring", "Referring"),
            ("rendering", "Rendering provider"),
            ("supervising", "Supervising"),
            ("pcp", "Primary care provider"),
            ("purchasedservice", "Purchased service"),
        ],
    ),
    (
        "C4BBClaimDiagnosisType",
        &[
            ("externalcauseofinjury", "External cause of injury"),
            ("other", "Other"),
            ("patientreasonforvisit", "Reason for the visit"),
            ("principal", "Principal"),
            ("secondary", "Secondary"),
            ("admitting", "Admitting"),
        ],
    ),
    ("C4BBClaimProcedureType", &[("principal", "Principal"), ("other", "Other")]),
    (
        "C4BBPayerAdjudicationStatus",
        &[
            ("contracted", "Contracted"),
            ("innetwork", "In network"),
            ("noncontracted", "Not contracted"),
            ("notapplicable", "Not applicable"),
            ("other", "Other"),
            ("outofnetwork", "Out of network"),
            ("paid", "Paid"),
            ("denied", "Denied"),
            ("partiallypaid", "Paid in part"),
        ],
    ),
    (
        "C4BBPayerClaimPaymentStatusCode",
        &[("denied", "Denied"), ("paid", "Paid"), ("partiallypaid", "Paid in part")],
    ),
    (
        "C4BBSupportingInfoType",
        &[
            ("admissionperiod", "Stay"),
            ("admtype", "Type of admission"),
            ("additionalbodysite", "Other site"),
            ("ambulancetransportreason", "Reason for the transport"),
            ("billingnetworkcontractingstatus", "Contract of who billed"),
            ("brandgenericindicator", "Brand or generic"),
            ("clmrecvddate", "Received"),
            ("compoundcode", "Compound"),
            ("dawcode", "Dispense as written"),
            ("dayssupply", "Days of supply"),
            ("discharge-status", "Discharge status"),
            ("drg", "Diagnosis related group"),
            ("dropofflocation", "Taken to"),
            ("medicalrecordnumber", "Medical record number"),
            ("missingtoothnumber", "Missing tooth"),
            ("orthodontics", "Orthodontics"),
            ("patientaccountnumber", "Patient account number"),
            ("patientweight", "Weight"),
            ("performingnetworkcontractingstatus", "Contract of who gave the care"),
            ("pickuplocation", "Picked up at"),
            ("pointoforigin", "Admitted from"),
            ("prosthesis", "Prosthesis"),
            ("refillnum", "Refill"),
            ("refillsauthorized", "Refills authorized"),
            ("roudtrippurpose", "Purpose of the round trip"),
            ("rxorigincode", "Origin of the prescription"),
            ("servicefacility", "Facility"),
            ("stretcherpurpose", "Reason for the stretcher"),
            ("transportationdistance", "Distance"),
            ("typeofbill", "Type of bill"),
        ],
    ),
    (
        "C4BBSurfaceCodes",
        &[
            ("B", "Buccal"),
            ("D", "Distal"),
            ("F", "Facial"),
            ("I", "Incisal"),
            ("L", "Lingual"),
            ("M", "Mesial"),
            ("O", "Occlusal"),
        ],
    ),
    (
        "C4DICExtendedContactTypeCS",
        &[
            ("pharma", "Pharmacists"),
            ("provider", "Provider service"),
            ("rxmailorder", "Mail order pharmacy"),
            ("virtual", "Virtual care"),
            ("nurse", "Nurse line"),
        ],
    ),
    (
        "C4DICExtendedCopayTypeCS",
        &[
            ("FamInDed", "Family deductible, in network"),
            ("FamInMax", "Family out-of-pocket maximum, in network"),
            ("FamOutDed", "Family deductible, out of network"),
            ("FamOutMax", "Family out-of-pocket maximum, out of network"),
            ("FamRxInDed", "Family pharmacy deductible, in network"),
            ("FamRxInMax", "Family pharmacy out-of-pocket maximum, in network"),
            ("FamRxOutDed", "Family pharmacy deductible, out of network"),
            ("FamRxOutMax", "Family pharmacy out-of-pocket maximum, out of network"),
            ("IndInDed", "Individual deductible, in network"),
            ("IndInMax", "Individual out-of-pocket maximum, in network"),
            ("IndOutDed", "Individual deductible, out of network"),
            ("IndOutMax", "Individual out-of-pocket maximum, out of network"),
            ("IndRxInDed", "Individual pharmacy deductible, in network"),
            ("IndRxInMax", "Individual pharmacy out-of-pocket maximum, in network"),
            ("IndRxOutDed", "Individual pharmacy deductible, out of network"),
            ("IndRxOutMax", "Individual pharmacy out-of-pocket maximum, out of network"),
            ("rx", "Prescriptions"),
            ("UrgentCare", "Urgent care"),
        ],
    ),
    ("C4DICExtendedCoverageClassCS", &[("division", "Division"), ("network", "Network")]),
    ("NCPDPBrandGenericIndicator", &[("1", "Brand"), ("2", "Generic")]),
    ("NCPDPCompoundCode", &[("0", "Not stated"), ("1", "Not a compound"), ("2", "Compound")]),
    (
        "NCPDPDispensedAsWrittenOrProductSelectionCode",
        &[
            ("0", "Any equal product"),
            ("1", "The prescriber allows no other product"),
            ("2", "The member asked for this product"),
            ("3", "The pharmacist chose this product"),
            ("4", "The generic was not in stock"),
            ("5", "The brand was given as a generic"),
            ("6", "Override"),
            ("7", "The law demands the brand"),
            ("8", "No generic was on the market"),
            ("9", "The plan asked for the brand"),
        ],
    ),
    (
        "NCPDPPrescriptionOriginCode",
        &[
            ("0", "Not known"),
            ("1", "On paper"),
            ("2", "By telephone"),
            ("3", "Electronically"),
            ("4", "By fax"),
            ("5", "From another pharmacy"),
        ],
    ),
    (
        "Place_of_Service_Code_Set",
        &[
            ("01", "Pharmacy"),
            ("02", "Telehealth, not at home"),
            ("10", "Telehealth at home"),
            ("11", "Office"),
            ("12", "Home"),
            ("13", "Assisted living"),
            ("19", "Outpatient department off campus"),
            ("20", "Urgent care"),
            ("21", "Hospital, inpatient"),
            ("22", "Hospital, outpatient"),
            ("23", "Emergency room"),
            ("24", "Surgery centre"),
            ("31", "Skilled nursing facility"),
            ("32", "Nursing facility"),
            ("34", "Hospice"),
            ("41", "Ambulance by land"),
            ("42", "Ambulance by air or water"),
            ("49", "Clinic"),
            ("50", "Health center"),
            ("60", "Mass immunization"),
            ("65", "Dialysis centre"),
            ("72", "Rural health clinic"),
            ("81", "Laboratory"),
        ],
    ),
    (
        "PresentOnAdmissionIndicator",
        &[
            ("1", "Does not need to be said"),
            ("N", "No"),
            ("U", "Not known"),
            ("W", "Cannot be determined"),
            ("Y", "Yes"),
        ],
    ),
    (
        "PriorityTypeOfAdmitOrVisit",
        &[("1", "Emergency"), ("2", "Urgent"), ("3", "Elective"), ("4", "Newborn"), ("5", "Trauma")],
    ),
    (
        "adjudication",
        &[
            ("benefit", "Paid by the plan"),
            ("copay", "Copay"),
            ("deductible", "Deductible"),
            ("eligible", "Allowed"),
            ("eligpercent", "Eligible percentage"),
            ("submitted", "Charged"),
            ("tax", "Tax"),
            ("unallocdeduct", "Unallocated deductible"),
        ],
    ),
    (
        "allergy-intolerance-category",
        &[
            ("food", "Food"),
            ("medication", "Medication"),
            ("environment", "Environment"),
            ("biologic", "Biologic"),
        ],
    ),
    (
        "allergy-intolerance-criticality",
        &[("low", "Low risk"), ("high", "High risk"), ("unable-to-assess", "Risk not assessable")],
    ),
    ("allergy-intolerance-type", &[("allergy", "Allergy"), ("intolerance", "Intolerance")]),
    (
        "allergyintolerance-clinical",
        &[("active", "Active"), ("inactive", "Inactive"), ("resolved", "Resolved")],
    ),
    (
        "allergyintolerance-verification",
        &[
            ("unconfirmed", "Unconfirmed"),
            ("presumed", "Presumed"),
            ("confirmed", "Confirmed"),
            ("refuted", "Refuted"),
            ("entered-in-error", "Entered in error"),
        ],
    ),
    (
        "care-plan-activity-status",
        &[
            ("not-started", "Not started"),
            ("scheduled", "Scheduled"),
            ("in-progress", "In progress"),
            ("on-hold", "On hold"),
            ("completed", "Completed"),
            ("cancelled", "Cancelled"),
            ("stopped", "Stopped"),
            ("unknown", "Unknown"),
            ("entered-in-error", "Entered in error"),
        ],
    ),
    (
        "care-plan-intent",
        &[("proposal", "Proposal"), ("plan", "Plan"), ("order", "Order"), ("option", "Option")],
    ),
    (
        "care-team-status",
        &[
            ("proposed", "Proposed"),
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("inactive", "Inactive"),
            ("entered-in-error", "Entered in error"),
        ],
    ),
    ("careplan-category", &[("assess-plan", "Assessment and plan of treatment")]),
    (
        "claimcareteamrole",
        &[
            ("assist", "Assisting provider"),
            ("other", "Other"),
            ("primary", "Primary provider"),
            ("supervisor", "Supervising provider"),
        ],
    ),
    (
        "composition-status",
        &[
            ("preliminary", "Preliminary"),
            ("final", "Final"),
            ("amended", "Amended"),
            ("entered-in-error", "Entered in error"),
        ],
    ),
    (
        "condition-category",
        &[
            ("problem-list-item", "Problem"),
            ("encounter-diagnosis", "Diagnosis of a visit"),
            ("health-concern", "Health concern"),
        ],
    ),
    (
        "condition-clinical",
        &[
            ("active", "Active"),
            ("recurrence", "Recurrence"),
            ("relapse", "Relapse"),
            ("inactive", "Inactive"),
            ("remission", "Remission"),
            ("resolved", "Resolved"),
        ],
    ),
    (
        "condition-ver-status",
        &[
            ("unconfirmed", "Unconfirmed"),
            ("provisional", "Provisional"),
            ("differential", "Differential"),
            ("confirmed", "Confirmed"),
            ("refuted", "Refuted"),
            ("entered-in-error", "Entered in error"),
        ],
    ),
    (
        "contactentity-type",
        &[
            ("ADMIN", "Administration"),
            ("BILL", "Billing"),
            ("HR", "Human resources"),
            ("PATINF", "Patients"),
            ("PAYOR", "Payer"),
            ("PRESS", "Press"),
        ],
    ),
    (
        "coverage-class",
        &[
            ("class", "Class"),
            ("group", "Group"),
            ("plan", "Plan"),
            ("rxbin", "RxBIN"),
            ("rxgroup", "RxGroup"),
            ("rxid", "RxID"),
            ("rxpcn", "RxPCN"),
            ("sequence", "Sequence"),
            ("subclass", "Subclass"),
            ("subgroup", "Subgroup"),
            ("subplan", "Subplan"),
        ],
    ),
    (
        "coverage-copay-type",
        &[
            ("copay", "Copay"),
            ("copaypct", "Copay in percent"),
            ("deductible", "Deductible"),
            ("emergency", "Emergency"),
            ("gpvisit", "Primary care visit"),
            ("inpthosp", "Hospital stay"),
            ("maxoutofpocket", "Out-of-pocket maximum"),
            ("spvisit", "Specialist visit"),
            ("televisit", "Virtual visit"),
            ("urgentcare", "Urgent care"),
        ],
    ),
    (
        "data-absent-reason",
        &[
            ("unknown", "Unknown"),
            ("asked-unknown", "Asked, not known"),
            ("temp-unknown", "Not known yet"),
            ("not-asked", "Not asked"),
            ("asked-declined", "Not answered"),
            ("masked", "Hidden for privacy"),
            ("not-applicable", "Not applicable"),
            ("unsupported", "Not supported by the source"),
            ("as-text", "See the text"),
            ("error", "Error in measuring"),
            ("not-a-number", "No valid number"),
            ("negative-infinity", "Too low to measure"),
            ("positive-infinity", "Too high to measure"),
            ("not-performed", "Not performed"),
            ("not-permitted", "Not permitted"),
        ],
    ),
    (
        "device-status",
        &[
            ("active", "Active"),
            ("inactive", "Inactive"),
            ("entered-in-error", "Entered in error"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "diagnostic-report-status",
        &[
            ("registered", "Registered"),
            ("partial", "Partial"),
            ("preliminary", "Preliminary"),
            ("final", "Final"),
            ("amended", "Amended"),
            ("corrected", "Corrected"),
            ("appended", "Appended"),
            ("cancelled", "Cancelled"),
            ("entered-in-error", "Entered in error"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "discharge-disposition",
        &[
            ("home", "Home"),
            ("alt-home", "Another home"),
            ("other-hcf", "Another health care facility"),
            ("hosp", "Hospice"),
            ("long", "Long-term care"),
            ("aadvice", "Left against advice"),
            ("exp", "Deceased"),
            ("psy", "Psychiatric hospital"),
            ("rehab", "Rehabilitation"),
            ("snf", "Skilled nursing facility"),
            ("oth", "Other"),
        ],
    ),
    (
        "document-reference-status",
        &[("current", "Current"), ("superseded", "Superseded"), ("entered-in-error", "Entered in error")],
    ),
    (
        "encounter-status",
        &[
            ("planned", "Planned"),
            ("arrived", "Arrived"),
            ("triaged", "Triaged"),
            ("in-progress", "In progress"),
            ("onleave", "On leave"),
            ("finished", "Finished"),
            ("cancelled", "Cancelled"),
            ("entered-in-error", "Entered in error"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "event-status",
        &[
            ("preparation", "In preparation"),
            ("in-progress", "In progress"),
            ("not-done", "Not done"),
            ("on-hold", "On hold"),
            ("stopped", "Stopped"),
            ("completed", "Completed"),
            ("entered-in-error", "Entered in error"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "ex-diagnosistype",
        &[
            ("admitting", "Admitting"),
            ("clinical", "Clinical"),
            ("differential", "Differential"),
            ("discharge", "Discharge"),
            ("laboratory", "Laboratory"),
            ("nursing", "Nursing"),
            ("prenatal", "Prenatal"),
            ("principal", "Principal"),
            ("radiology", "Radiology"),
            ("remote", "Remote"),
            ("retrospective", "Retrospective"),
            ("self", "Self-reported"),
        ],
    ),
    (
        "goal-achievement",
        &[
            ("in-progress", "In progress"),
            ("improving", "Improving"),
            ("worsening", "Worsening"),
            ("no-change", "No change"),
            ("achieved", "Achieved"),
            ("sustaining", "Sustaining"),
            ("not-achieved", "Not achieved"),
            ("no-progress", "No progress"),
            ("not-attainable", "Not attainable"),
        ],
    ),
    ("goal-priority", &[("high-priority", "High"), ("medium-priority", "Medium"), ("low-priority", "Low")]),
    (
        "goal-status",
        &[
            ("proposed", "Proposed"),
            ("planned", "Planned"),
            ("accepted", "Accepted"),
            ("active", "Active"),
            ("on-hold", "On hold"),
            ("completed", "Completed"),
            ("cancelled", "Cancelled"),
            ("rejected", "Rejected"),
            ("entered-in-error", "Entered in error"),
        ],
    ),
    (
        "medication-statement-status",
        &[
            ("active", "Active"),
            ("completed", "Completed"),
            ("intended", "Intended"),
            ("stopped", "Stopped"),
            ("on-hold", "On hold"),
            ("unknown", "Unknown"),
            ("not-taken", "Not taken"),
            ("entered-in-error", "Entered in error"),
        ],
    ),
    (
        "medicationdispense-status",
        &[
            ("preparation", "In preparation"),
            ("in-progress", "In progress"),
            ("cancelled", "Cancelled"),
            ("on-hold", "On hold"),
            ("completed", "Handed out"),
            ("entered-in-error", "Entered in error"),
            ("stopped", "Stopped"),
            ("declined", "Declined"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "medicationrequest-intent",
        &[
            ("proposal", "Proposal"),
            ("plan", "Plan"),
            ("order", "Order"),
            ("original-order", "Original order"),
            ("reflex-order", "Reflex order"),
            ("filler-order", "Filler order"),
            ("instance-order", "Instance order"),
            ("option", "Option"),
        ],
    ),
    (
        "medicationrequest-status",
        &[
            ("active", "Active"),
            ("on-hold", "On hold"),
            ("cancelled", "Cancelled"),
            ("completed", "Completed"),
            ("entered-in-error", "Entered in error"),
            ("stopped", "Stopped"),
            ("draft", "Draft"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "observation-category",
        &[
            ("social-history", "Social history"),
            ("vital-signs", "Vital signs"),
            ("imaging", "Imaging"),
            ("laboratory", "Laboratory"),
            ("procedure", "Procedure"),
            ("survey", "Survey"),
            ("exam", "Exam"),
            ("therapy", "Therapy"),
            ("activity", "Activity"),
        ],
    ),
    (
        "observation-status",
        &[
            ("registered", "Registered"),
            ("preliminary", "Preliminary"),
            ("final", "Final"),
            ("amended", "Amended"),
            ("corrected", "Corrected"),
            ("cancelled", "Cancelled"),
            ("entered-in-error", "Entered in error"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "payeetype",
        &[
            ("beneficiary", "The member"),
            ("other", "Another"),
            ("provider", "The provider"),
            ("subscriber", "The subscriber"),
        ],
    ),
    (
        "provenance-participant-type",
        &[
            ("enterer", "Enterer"),
            ("performer", "Performer"),
            ("author", "Author"),
            ("verifier", "Verifier"),
            ("legal", "Legal authenticator"),
            ("attester", "Attester"),
            ("informant", "Informant"),
            ("custodian", "Custodian"),
            ("assembler", "Assembler"),
            ("composer", "Composer"),
            ("transmitter", "Transmitter"),
        ],
    ),
    ("reaction-event-severity", &[("mild", "Mild"), ("moderate", "Moderate"), ("severe", "Severe")]),
    (
        "request-status",
        &[
            ("draft", "Draft"),
            ("active", "Active"),
            ("on-hold", "On hold"),
            ("revoked", "Revoked"),
            ("completed", "Completed"),
            ("entered-in-error", "Entered in error"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "sct",
        &[
            ("716186003", "No known allergies"),
            ("160244002", "No known allergies"),
            ("409137002", "No known drug allergies"),
            ("429625007", "No known food allergies"),
            ("428607008", "No known environmental allergies"),
            ("428197003", "No known insect allergies"),
            ("716184000", "No known latex allergies"),
            ("1003774007", "No known latex allergies"),
            ("716220001", "No known animal allergies"),
        ],
    ),
    (
        "subscriber-relationship",
        &[
            ("child", "Child"),
            ("common", "Common law spouse"),
            ("injured", "Injured party"),
            ("other", "Other"),
            ("parent", "Parent"),
            ("self", "Self"),
            ("spouse", "Spouse"),
        ],
    ),
    (
        "timing-per",
        &[
            ("min", "per minute"),
            ("h", "per hour"),
            ("d", "per day"),
            ("wk", "per week"),
            ("mo", "per month"),
            ("a", "per year"),
        ],
    ),
    (
        "ucum",
        &[
            ("%", "%"),
            ("/min", "per minute"),
            ("Cel", "°C"),
            ("[degF]", "°F"),
            ("[in_i]", "in"),
            ("[lb_av]", "lb"),
            ("a", "years"),
            ("d", "days"),
            ("h", "hours"),
            ("kg/m2", "kg/m²"),
            ("min", "minutes"),
            ("mm[Hg]", "mmHg"),
            ("mo", "months"),
            ("wk", "weeks"),
        ],
    ),
    ("us-core-documentreference-category", &[("clinical-note", "Clinical note")]),
    ("us-core-provenance-participant-type", &[("transmitter", "Transmitter")]),
    (
        "v2-0074",
        &[
            ("LAB", "Laboratory"),
            ("RAD", "Radiology"),
            ("CH", "Chemistry"),
            ("HM", "Hematology"),
            ("MB", "Microbiology"),
            ("SP", "Surgical pathology"),
            ("CP", "Cytopathology"),
            ("GE", "Genetics"),
            ("IMM", "Immunology"),
            ("OTH", "Other"),
        ],
    ),
    (
        "v3-ActCode",
        &[
            ("AMB", "Outpatient visit"),
            ("EMER", "Emergency"),
            ("FLD", "In the field"),
            ("HH", "At home"),
            ("IMP", "Hospital stay"),
            ("ACUTE", "Hospital stay, acute"),
            ("NONAC", "Hospital stay, not acute"),
            ("OBSENC", "Observation"),
            ("PRENC", "Before admission"),
            ("SS", "Short stay"),
            ("VR", "Virtual visit"),
            ("FFC", "First fill"),
            ("RFC", "Refill"),
        ],
    ),
    (
        "v3-ActReason",
        &[
            ("IMMUNE", "Already immune"),
            ("MEDPREC", "Medical reason"),
            ("OSTOCK", "Out of stock"),
            ("PATOBJ", "The patient objected"),
            ("PHILISOP", "Philosophical objection"),
            ("RELIG", "Religious objection"),
            ("VACEFF", "Doubts about the vaccine's effect"),
            ("VACSAF", "Doubts about the vaccine's safety"),
        ],
    ),
    (
        "v3-ObservationInterpretation",
        &[
            ("H", "High"),
            ("HH", "Critically high"),
            ("HU", "Significantly high"),
            ("L", "Low"),
            ("LL", "Critically low"),
            ("LU", "Significantly low"),
            ("N", "Normal"),
            ("A", "Abnormal"),
            ("AA", "Critically abnormal"),
            ("POS", "Positive"),
            ("NEG", "Negative"),
            ("DET", "Detected"),
            ("ND", "Not detected"),
            ("IND", "Indeterminate"),
            ("E", "Equivocal"),
            ("R", "Resistant"),
            ("S", "Susceptible"),
            ("I", "Intermediate"),
            ("U", "Significant change up"),
            ("D", "Significant change down"),
            ("B", "Better"),
            ("W", "Worse"),
            ("<", "Below what can be measured"),
            (">", "Above what can be measured"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_code_has_one_label_that_says_something() {
        let tables: BTreeSet<_> = LABELS.iter().map(|(table, _)| table).collect();
        assert_eq!(tables.len(), LABELS.len());
        assert!(LABELS.is_sorted_by_key(|(table, _)| *table), "a translator finds a table by its name");
        for (table, labels) in LABELS {
            let codes: BTreeSet<_> = labels.iter().map(|(code, _)| code).collect();
            assert_eq!(codes.len(), labels.len(), "{table}");
            assert!(labels.iter().all(|(_, label)| !label.trim().is_empty()), "{table}");
        }
    }

    #[test]
    fn labels_are_found_by_the_system_of_the_code() {
        let system = "http://terminology.hl7.org/CodeSystem/condition-clinical";
        assert_eq!(label_of(system, "resolved"), Some("Resolved"));
        assert_eq!(label_of(system, "Resolved"), None);
        assert_eq!(label_of("", "resolved"), None);
        assert_eq!(system_name("http://loinc.org/"), Some("LOINC"));
    }
}
