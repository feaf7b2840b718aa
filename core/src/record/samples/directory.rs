//! The provider directory (Plan-Net 1.1) and the drug lists (US Drug Formulary, STU1 and STU2).

use super::folder::Sample;
use super::path::find;
use super::view::{Golden, OfGuide, Shown, View};
use crate::fhir::Reference;
use crate::record::{
    AcceptingPatients, ContactChannel, CostSharing, Dates, DirectoryEntry, DirectoryLocation,
    DirectoryNetwork, FormularyDrug, FormularyPlan, OpeningHours, PayerContact, Plans, Value,
};

pub(super) fn views() -> Vec<Box<dyn Golden>> {
    vec![
        Box::new(practitioner_role()),
        Box::new(affiliation()),
        Box::new(practitioner()),
        Box::new(organization()),
        Box::new(location()),
        Box::new(service()),
        Box::new(drug_stu1()),
        Box::new(plan_stu1()),
        Box::new(drug_stu2()),
        // Plan-Net's plans are what a payer sells: a wallet shows the member's own, on the card and with its drugs.
        Box::new(OfGuide("davinci-drug-formulary", plan_stu2())),
    ]
}

impl Shown for DirectoryNetwork {
    fn texts(&self) -> Vec<String> {
        [self.id.texts(), self.name.texts()].concat()
    }
}

impl Shown for OpeningHours {
    fn texts(&self) -> Vec<String> {
        [self.days.texts(), vec![self.all_day.to_string()], self.opens.texts(), self.closes.texts()].concat()
    }
}

impl Shown for DirectoryLocation {
    fn texts(&self) -> Vec<String> {
        let position =
            self.position.iter().flat_map(|at| [at.latitude.to_string(), at.longitude.to_string()]);
        [
            self.name.texts(),
            self.description.texts(),
            self.address.texts(),
            self.phones.texts(),
            self.hours.texts(),
            self.exceptions.texts(),
            self.accessibility.texts(),
            position.collect(),
        ]
        .concat()
    }
}

impl Shown for CostSharing {
    fn texts(&self) -> Vec<String> {
        let percent = self.coinsurance_percent.map(|percent| percent.to_string());
        let copay = self.copay.as_ref().map(|copay| copay.amount.to_string());
        [
            self.pharmacy.texts(),
            copay.texts(),
            self.copay_option.texts(),
            percent.texts(),
            self.coinsurance_option.texts(),
        ]
        .concat()
    }
}

impl Shown for FormularyPlan {
    fn texts(&self) -> Vec<String> {
        let mail = self.mail_order.map(|mail| mail.to_string());
        [self.id.texts(), self.name.texts(), mail.texts(), self.costs.texts()].concat()
    }
}

impl Shown for PayerContact {
    fn texts(&self) -> Vec<String> {
        let scheme = if self.channel == ContactChannel::Email { "mailto:" } else { "" };
        [self.purpose.texts(), vec![format!("{scheme}{}", self.value)]].concat()
    }
}

fn flag(flag: Option<bool>) -> Vec<String> {
    flag.map(|flag| flag.to_string()).into_iter().collect()
}

fn entry(sample: Sample<'_>) -> Option<DirectoryEntry> {
    DirectoryEntry::read("sample", sample.reference(), sample.resource, sample.folder, None)
}

/// New patients are told by a boolean in version 1.0 of the guide.
fn accepting(entry: &DirectoryEntry) -> Vec<String> {
    let said: &[&str] = match entry.accepting {
        Some(AcceptingPatients::New) => &["true", "newpt"],
        Some(AcceptingPatients::No) => &["false", "nopt"],
        Some(AcceptingPatients::Existing) => &["existptonly"],
        Some(AcceptingPatients::ExistingAndFamily) => &["existptfam"],
        None => &[],
    };
    said.iter().map(|&word| word.to_owned()).collect()
}

fn practitioner_role() -> View<DirectoryEntry> {
    View {
        name: "DirectoryEntry",
        types: &["PractitionerRole"],
        read: entry,
        elements: vec![
            ("active", |view| flag(view.active)),
            ("practitioner", |view| view.name.texts()),
            ("organization", |view| view.organization.texts()),
            ("code", |view| view.roles.texts()),
            ("specialty", |view| [view.specialties.texts(), view.specialty_codes.texts()].concat()),
            ("location", |view| view.locations.texts()),
            ("healthcareService", |view| view.services.texts()),
            ("telecom[system=phone].value", |view| view.phones.texts()),
            ("availableTime.daysOfWeek", |view| view.hours.texts()),
            ("availableTime.availableStartTime", |view| view.hours.texts()),
            ("availableTime.availableEndTime", |view| view.hours.texts()),
            ("extension[url$=network-reference].valueReference", |view| view.networks.texts()),
            ("extension[url$=newpatients].extension[url$=acceptingPatients].valueBoolean", accepting),
            ("extension[url$=newpatientprofile].valueString", |view| view.accepting_note.texts()),
        ],
    }
}

fn affiliation() -> View<DirectoryEntry> {
    View {
        name: "DirectoryEntry",
        types: &["OrganizationAffiliation"],
        read: entry,
        elements: vec![
            ("active", |view| flag(view.active)),
            ("organization", |view| view.organization.texts()),
            ("participatingOrganization", |view| view.name.texts()),
            ("network", |view| view.networks.texts()),
            ("code", |view| view.roles.texts()),
            ("specialty", |view| [view.specialties.texts(), view.specialty_codes.texts()].concat()),
            ("location", |view| view.locations.texts()),
            ("healthcareService", |view| view.services.texts()),
            ("telecom[system=phone].value", |view| view.phones.texts()),
        ],
    }
}

/// What the directory shows of somebody or some place that roles refer to: by a role that says nothing else.
fn by_role(sample: Sample<'_>, member: &str) -> Option<DirectoryEntry> {
    // Contained, because a folder may have two resources of one id.
    let own = format!("#{}", sample.reference().id);
    let reference = [("reference", Value::String(&own))];
    let role = [(member, Value::Object(&reference)), ("contained", *sample.resource)];
    let key = Reference { resource_type: "PractitionerRole".to_owned(), id: "made".to_owned() };
    DirectoryEntry::read("sample", key, &Value::Object(&role), sample.folder, None)
}

fn practitioner() -> View<DirectoryEntry> {
    View {
        name: "DirectoryEntry",
        types: &["Practitioner"],
        read: |sample| by_role(sample, "practitioner"),
        elements: vec![
            ("name", |view| view.name.texts()),
            ("identifier[system$=us-npi].value", |view| view.npi.texts()),
            ("qualification.code", |view| view.qualifications.texts()),
            ("communication", |view| view.languages.texts()),
            ("telecom[system=phone].value", |view| view.phones.texts()),
        ],
    }
}

fn organization() -> View<DirectoryEntry> {
    View {
        name: "DirectoryEntry",
        types: &["Organization"],
        read: |sample| by_role(sample, "organization"),
        elements: vec![("name", |view| view.organization.texts())],
    }
}

fn location() -> View<DirectoryEntry> {
    View {
        name: "DirectoryEntry",
        types: &["Location"],
        read: |sample| by_role(sample, "location"),
        elements: vec![
            ("name", |view| view.locations.texts()),
            ("description", |view| view.locations.texts()),
            ("address.line", |view| view.locations.texts()),
            ("address.city", |view| view.locations.texts()),
            ("address.state", |view| view.locations.texts()),
            ("address.postalCode", |view| view.locations.texts()),
            ("telecom[system=phone].value", |view| view.locations.texts()),
            ("hoursOfOperation.daysOfWeek", |view| view.locations.texts()),
            ("hoursOfOperation.openingTime", |view| view.locations.texts()),
            ("hoursOfOperation.closingTime", |view| view.locations.texts()),
            ("availabilityExceptions", |view| view.locations.texts()),
            ("extension[url$=accessibility].valueCodeableConcept", |view| view.locations.texts()),
            ("position.latitude", |view| view.locations.texts()),
            ("position.longitude", |view| view.locations.texts()),
        ],
    }
}

fn service() -> View<DirectoryEntry> {
    View {
        name: "DirectoryEntry",
        types: &["HealthcareService"],
        read: |sample| by_role(sample, "healthcareService"),
        elements: vec![
            // One that is not offered any more is not shown at all.
            ("active", |view| flag((!view.services.is_empty()).then_some(true))),
            ("name", |view| view.services.texts()),
            ("category", |view| view.services.texts()),
            ("type", |view| view.services.texts()),
            ("providedBy", |view| view.organization.texts()),
            ("specialty", |view| [view.specialties.texts(), view.specialty_codes.texts()].concat()),
            ("location", |view| view.locations.texts()),
            ("telecom[system=phone].value", |view| view.phones.texts()),
            ("communication", |view| view.languages.texts()),
            ("availableTime.daysOfWeek", |view| view.hours.texts()),
            ("availableTime.availableStartTime", |view| view.hours.texts()),
            ("availableTime.availableEndTime", |view| view.hours.texts()),
            ("network", |view| view.networks.texts()),
            ("extension[url$=network-reference].valueReference", |view| view.networks.texts()),
            ("extension[url$=newpatients].extension[url$=acceptingPatients].valueBoolean", accepting),
        ],
    }
}

fn plans(sample: Sample<'_>) -> Plans<'_> {
    let all = sample.folder.samples(&["List", "InsurancePlan"]);
    let all = all.map(|plan| (plan.reference().to_text(), *plan.resource));
    Plans { all: all.collect(), mine: Vec::new() }
}

fn drug(sample: Sample<'_>) -> Option<FormularyDrug> {
    FormularyDrug::read(sample.origin(), sample.resource, sample.folder, &plans(sample))
}

fn drug_stu1() -> View<FormularyDrug> {
    View {
        name: "FormularyDrug",
        types: &["MedicationKnowledge"],
        // The drugs of STU2 are shown by what puts them on a list.
        read: |sample| drug(sample).or_else(|| drug_of_stu2(sample)),
        elements: vec![
            ("code", |view| view.drug.texts()),
            ("extension[url$=usdf-DrugTierID-extension].valueCodeableConcept", |view| view.tier.texts()),
            ("extension[url$=usdf-PriorAuthorization-extension].valueBoolean", |view| {
                flag(view.prior_authorization)
            }),
            ("extension[url$=usdf-StepTherapyLimit-extension].valueBoolean", |view| flag(view.step_therapy)),
            ("extension[url$=usdf-QuantityLimit-extension].valueBoolean", |view| flag(view.quantity_limit)),
            ("extension[url$=usdf-PlanID-extension].valueString", |view| view.plans.texts()),
            ("extension[url$=usdf-DrugAlternatives-extension].valueReference", |view| {
                view.alternatives.texts()
            }),
        ],
    }
}

/// A plan as it stands beside a drug of each of its tiers.
type OfEachTier = Vec<FormularyPlan>;

fn contacts(plans: &OfEachTier) -> Vec<String> {
    plans.iter().flat_map(|plan| plan.contacts.texts()).collect()
}

fn costs(plans: &OfEachTier) -> Vec<String> {
    plans.iter().flat_map(|plan| plan.costs.texts()).collect()
}

fn plan_stu1() -> View<OfEachTier> {
    const TIERS: &str =
        "extension[url$=usdf-DrugTierDefinition-extension].extension[url=drugTierID].valueCodeableConcept";
    View {
        name: "FormularyPlan",
        types: &["List"],
        read: |sample| {
            let tiers = find(sample.resource, TIERS);
            Some(tiers.into_iter().map(|tier| FormularyPlan::of_list(sample.resource, tier)).collect())
        },
        elements: vec![
            ("identifier.value", |plans| plans.texts()),
            ("title", |plans| plans.texts()),
            ("status", |plans| plans.iter().flat_map(|plan| plan.status.texts()).collect()),
            ("code", |plans| plans.iter().flat_map(|plan| plan.kinds.texts()).collect()),
            ("extension[url$=usdf-Network-extension].valueString", |plans| {
                plans.iter().flat_map(|plan| plan.networks.texts()).collect()
            }),
            ("extension[url$=usdf-EmailPlanContact-extension].valueUrl", contacts),
            ("extension[url$=usdf-MarketingURL-extension].valueUrl", contacts),
            ("extension[url$=usdf-SummaryURL-extension].valueUrl", contacts),
            ("extension[url$=usdf-FormularyURL-extension].valueUrl", contacts),
            (
                "extension[url$=usdf-DrugTierDefinition-extension].extension[url=mailOrder].valueBoolean",
                |plans| plans.iter().flat_map(|plan| flag(plan.mail_order)).collect(),
            ),
            (
                "extension[url$=usdf-DrugTierDefinition-extension].extension[url=costSharing].extension.valueCodeableConcept",
                costs,
            ),
            (
                "extension[url$=usdf-DrugTierDefinition-extension].extension[url=costSharing].extension.valueMoney.value",
                costs,
            ),
            (
                "extension[url$=usdf-DrugTierDefinition-extension].extension[url=costSharing].extension.valueDecimal",
                |plans| {
                    // A rate: 0.2 is 20 %.
                    let percents = plans.iter().flat_map(|plan| &plan.costs);
                    let rate = |percent: rust_decimal::Decimal| percent / rust_decimal::Decimal::ONE_HUNDRED;
                    percents
                        .filter_map(|cost| cost.coinsurance_percent.map(|one| rate(one).to_string()))
                        .collect()
                },
            ),
        ],
    }
}

fn plan_stu2() -> View<OfEachTier> {
    View {
        name: "FormularyPlan",
        types: &["InsurancePlan"],
        read: |sample| {
            let none = [&Value::Null];
            let tiers = find(sample.resource, "plan.specificCost.benefit.type");
            // A list of drugs has no costs of its own.
            let tiers = if tiers.is_empty() { none.to_vec() } else { tiers };
            let read = |tier| FormularyPlan::of_insurance_plan(sample.resource, tier, sample.folder);
            Some(tiers.into_iter().map(read).collect())
        },
        elements: vec![
            ("identifier.value", |plans| plans.texts()),
            ("name", |plans| plans.texts()),
            ("status", |plans| plans.iter().flat_map(|plan| plan.status.texts()).collect()),
            ("type", |plans| plans.iter().flat_map(|plan| plan.kinds.texts()).collect()),
            ("period", |plans| plans.iter().flat_map(|plan| plan.period.texts()).collect()),
            ("coverageArea", |plans| plans.iter().flat_map(|plan| plan.areas.texts()).collect()),
            ("network", |plans| plans.iter().flat_map(|plan| plan.networks.texts()).collect()),
            ("contact.purpose", contacts),
            ("contact.telecom.value", contacts),
            ("plan.specificCost.category", costs),
            ("plan.specificCost.benefit.cost.qualifiers", costs),
            ("plan.specificCost.benefit.cost.value.value", costs),
        ],
    }
}

/// The entry that puts this drug on a list.
fn drug_of_stu2(sample: Sample<'_>) -> Option<FormularyDrug> {
    let own = sample.reference().to_text();
    let about = |entry: &Sample<'_>| entry.resource["subject"]["reference"].as_str() == Some(&own);
    drug(sample.folder.samples(&["Basic"]).find(about)?)
}

fn drug_stu2() -> View<FormularyDrug> {
    View {
        name: "FormularyDrug",
        types: &["Basic"],
        read: drug,
        elements: vec![
            ("subject", |view| view.drug.texts()),
            ("extension[url$=usdf-FormularyReference-extension].valueReference", |view| view.plans.texts()),
            ("extension[url$=usdf-AvailabilityStatus-extension].valueCode", |view| view.status.texts()),
            ("extension[url$=usdf-AvailabilityPeriod-extension].valuePeriod", |view| {
                available(view.available.as_ref())
            }),
            ("extension[url$=usdf-PharmacyBenefitType-extension].valueCodeableConcept", |view| {
                view.pharmacies.texts()
            }),
            ("extension[url$=usdf-DrugTierID-extension].valueCodeableConcept", |view| view.tier.texts()),
            ("extension[url$=usdf-PriorAuthorization-extension].valueBoolean", |view| {
                flag(view.prior_authorization)
            }),
            ("extension[url$=usdf-PriorAuthorizationNewStartsOnly-extension].valueBoolean", |view| {
                flag(view.prior_authorization_new_starts_only)
            }),
            ("extension[url$=usdf-StepTherapyLimit-extension].valueBoolean", |view| flag(view.step_therapy)),
            ("extension[url$=usdf-StepTherapyLimitNewStartsOnly-extension].valueBoolean", |view| {
                flag(view.step_therapy_new_starts_only)
            }),
            ("extension[url$=usdf-QuantityLimit-extension].valueBoolean", |view| flag(view.quantity_limit)),
            ("extension[url$=usdf-QuantityLimitDetail-extension].extension.valueQuantity.value", |view| {
                view.quantity_limits.texts()
            }),
            (
                "extension[url$=usdf-QuantityLimitDetail-extension].extension.valueTiming.repeat.count",
                |view| view.quantity_limits.texts(),
            ),
        ],
    }
}

fn available(dates: Option<&Dates>) -> Vec<String> {
    dates.map(Shown::texts).unwrap_or_default()
}
