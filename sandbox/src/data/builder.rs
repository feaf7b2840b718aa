//! The growing set of one payer's resources: ids, `meta`, references to what the payer really offers.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::{Date, Duration};

use super::value::{TODAY, object};
use super::{Payer, Resource};

/// A resource that others can refer to.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub resource_type: &'static str,
    pub id: String,
    pub display: String,
}

/// Builds the resources of one payer, in a stable order, from a seed.
pub(super) struct Builder {
    pub payer: Payer,
    pub rng: ChaCha8Rng,
    pub resources: Vec<Resource>,
    seed: u64,
    patient: Option<String>,
    counter: u64,
    part: u64,
}

impl Builder {
    pub(super) fn new(payer: Payer, seed: u64) -> Self {
        let rng = stream(seed, payer, 0);
        Self { payer, rng, resources: Vec::new(), seed, patient: None, counter: 0, part: 0 }
    }

    /// Starts a part with random numbers of its own, so that a change in one part leaves the others as they are.
    /// Part 0 is what members share.
    pub(super) fn start_part(&mut self, part: u64) {
        self.rng = stream(self.seed, self.payer, part);
        self.part = part;
        self.counter = 0;
        self.patient = None;
    }

    /// From here on, resources are in the compartment of this `Patient`.
    pub(super) fn for_patient(&mut self, patient: &Link) {
        self.patient = Some(patient.id.clone());
    }

    /// Allots an id for a resource to come. Ids are opaque, and look different at every payer.
    pub(super) fn link(&mut self, resource_type: &'static str, display: impl Into<String>) -> Link {
        self.counter += 1;
        let number = self.part * 100_000_000 + self.counter;
        let id = match self.payer {
            Payer::BcbsNc if resource_type == "Patient" => (2600 + self.part * 17 + self.counter).to_string(),
            Payer::BcbsMn | Payer::BcbsNc => uuid(&mut self.rng),
            Payer::BcbsTn => format!("tn-{}-{number:09}", short_name(resource_type)),
            Payer::InterSystems => (4_000_000 + number * 3).to_string(),
            Payer::SharedHealthMs => format!("-{}", 19_990_000_000_000 + number * 13),
        };
        Link { resource_type, id, display: display.into() }
    }

    /// A literal reference; only the display name if the payer does not offer that type.
    pub(super) fn refer(&self, link: &Link) -> Value {
        if self.payer.offers(link.resource_type) {
            let reference = format!("{}/{}", link.resource_type, link.id);
            object([("reference", reference.into()), ("display", link.display.as_str().into())])
        } else {
            object([("display", link.display.as_str().into())])
        }
    }

    /// Adds the resource of `link`, unless the payer does not offer its type. Members of `body` that are null are
    /// left out. It was last updated some days after `happened`, but not later than today.
    pub(super) fn add(&mut self, link: &Link, profiles: &[String], happened: Date, body: Value) {
        if !self.payer.offers(link.resource_type) {
            return;
        }
        let delay = Duration::days(self.rng.gen_range(1..=12));
        let last_updated = self.instant((happened + delay).min(TODAY));
        let mut meta = json!({
            "versionId": self.rng.gen_range(1..=4).to_string(),
            "lastUpdated": last_updated,
        });
        if self.payer == Payer::BcbsNc {
            meta["source"] = json!(format!("#{}", letters(&mut self.rng, 16)));
        }
        meta["profile"] = json!(profiles);
        let mut resource = json!({"resourceType": link.resource_type, "id": link.id, "meta": meta});
        if let (Value::Object(resource), Value::Object(body)) = (&mut resource, body) {
            resource.extend(body.into_iter().filter(|(_, value)| !value.is_null()));
        }
        self.resources.push(Resource {
            resource_type: link.resource_type,
            id: link.id.clone(),
            patient: self.patient.clone(),
            json: resource,
        });
    }

    /// A random time of that day, in the payer's own offset from UTC.
    pub(super) fn instant(&mut self, day: Date) -> String {
        let (hour, minute) = (self.rng.gen_range(7..19), self.rng.gen_range(0..60));
        let (second, milli) = (self.rng.gen_range(0..60), self.rng.gen_range(0..1000));
        let offset = match self.payer {
            Payer::BcbsNc => "-04:00",
            Payer::InterSystems => "Z",
            Payer::SharedHealthMs => "-06:00",
            Payer::BcbsMn | Payer::BcbsTn => "-05:00",
        };
        format!("{day}T{hour:02}:{minute:02}:{second:02}.{milli:03}{offset}")
    }

    /// The CARIN Blue Button profile `name` in the version that this payer claims.
    pub(super) fn c4bb(&self, name: &str) -> String {
        let version = match self.payer {
            Payer::BcbsMn => "|2.0.0",
            Payer::BcbsNc => "",
            Payer::BcbsTn | Payer::SharedHealthMs | Payer::InterSystems => "|1.1.0",
        };
        format!("http://hl7.org/fhir/us/carin-bb/StructureDefinition/C4BB-{name}{version}")
    }

    /// Whether this payer's claims have the shape of CARIN Blue Button 1.1.0 (older than 2.0.0).
    pub(super) fn is_c4bb_1(&self) -> bool {
        matches!(self.payer, Payer::BcbsTn | Payer::SharedHealthMs | Payer::InterSystems)
    }

    /// The payer's own identifier system for `name`, such as `memberidentifier`.
    pub(super) fn own_system(&self, name: &str) -> String {
        match self.payer {
            Payer::BcbsNc => format!("http://bluecrossnc.com/fhir/{name}"),
            payer => format!("https://fhir.{}.example/{name}", payer.id()),
        }
    }
}

/// The US Core profile `us-core-{name}`.
pub(super) fn us_core(name: &str) -> String {
    format!("http://hl7.org/fhir/us/core/StructureDefinition/us-core-{name}")
}

/// Random letters and digits.
pub(super) fn letters(rng: &mut ChaCha8Rng, count: usize) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    (0..count).map(|_| char::from(ALPHABET[rng.gen_range(0..ALPHABET.len())])).collect()
}

/// Random decimal digits, the first not zero.
pub(super) fn digits(rng: &mut ChaCha8Rng, count: usize) -> String {
    (0..count).map(|place| char::from(b'0' + rng.gen_range(u8::from(place == 0)..10))).collect()
}

fn stream(seed: u64, payer: Payer, part: u64) -> ChaCha8Rng {
    ChaCha8Rng::from_seed(Sha256::digest(format!("{seed}/{}/{part}", payer.id())).into())
}

fn uuid(rng: &mut ChaCha8Rng) -> String {
    let bits: u128 = rng.r#gen();
    let hex = format!("{bits:032x}");
    format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
}

fn short_name(resource_type: &str) -> String {
    resource_type.chars().filter(char::is_ascii_uppercase).collect::<String>().to_lowercase()
}
