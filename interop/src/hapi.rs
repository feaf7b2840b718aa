//! A FHIR server of HAPI's: all types, its pages, its `_lastUpdated`, its `$everything`.

use billfold::payer::Strategy;
use serde_json::Value;

use crate::browser::Member;
use crate::device::{Device, sync_whole};
use crate::grants::Provider;
use crate::samples::{LARGE, SMALL, Sample};
use crate::servers::{self, Secrets};
use crate::{Outcome, demand};

pub async fn journey() -> Outcome<String> {
    let (sample, neighbour, secrets) = (Sample::read(LARGE)?, Sample::read(SMALL)?, Secrets::new()?);
    let provider = Provider::OidcProvider;
    let issuer = provider.start(&sample.patient, &secrets).await?;
    // Another member's records beside, which must not come along.
    let fhir = servers::hapi(&issuer.base, &[sample.file.clone(), neighbour.file], &secrets)?;
    let member = || Member {
        username: provider.username(&sample.patient),
        password: &secrets.password,
        denies: false,
    };

    let device = Device::new(provider, &fhir.base, &issuer.base)?;
    let wallet = device.wallet().await?;
    let connection = device.sign_in(&wallet, member()).await?;
    let first = sync_whole(&wallet, &connection).await?;
    let types = wallet.payers();
    let preset = types.iter().find(|preset| preset.id == provider.name()).ok_or("no preset")?;
    // HAPI offers `_revinclude=Provenance:target`, and the wallet takes it.
    let expected = sample.of(preset.types().chain(["Provenance"]));
    demand(first.records == expected, || format!("by search: {:?}, not {expected:?}", first.records))?;

    let second = sync_whole(&wallet, &connection).await?;
    demand((second.new, second.changed) == (0, 0) && second.records == expected, || {
        format!("a second sync brought {} and changed {}", second.new, second.changed)
    })?;

    change(&fhir.base, &sample, &secrets).await?;
    let third = sync_whole(&wallet, &connection).await?;
    demand((third.new, third.changed) == (1, 1), || {
        format!("of 1 new and 1 changed record came {} and {}", third.new, third.changed)
    })?;

    let device = Device::new(provider, &fhir.base, &issuer.base)?
        .with(|preset| preset.fetch.strategy = Strategy::Everything);
    let wallet = device.wallet().await?;
    let connection = device.sign_in(&wallet, member()).await?;
    let everything = sync_whole(&wallet, &connection).await?;
    let mut expected = sample.counts.clone();
    *expected.entry("Observation".to_owned()).or_default() += 1;
    demand(everything.records == expected, || {
        format!("by $everything: {:?}, not {expected:?}", everything.records)
    })?;
    let again = sync_whole(&wallet, &connection).await?;
    demand((again.new, again.changed) == (0, 0), || "a second $everything brought something".to_owned())?;

    Ok(format!(
        "{} of {} records by search in {} requests, then {} and {} for what changed; {} by $everything in {}",
        first.new,
        sample.resources(),
        first.requests,
        second.requests,
        third.requests,
        everything.new,
        everything.requests
    ))
}

/// Changes one observation of the member and adds another, as whoever fills the server does.
async fn change(fhir_base: &str, sample: &Sample, secrets: &Secrets) -> Outcome<()> {
    let http = servers::client()?;
    let search = format!("{fhir_base}/Observation?patient={}&_count=1", sample.patient);
    let found =
        http.get(search).bearer_auth(&secrets.keeper).send().await?.error_for_status()?.bytes().await?;
    let mut observation = serde_json::from_slice::<Value>(&found)?["entry"][0]["resource"].take();
    observation["status"] = "corrected".into();
    let id = observation["id"].as_str().ok_or("an observation without an id")?.to_owned();
    for id in [id, "billfold-new".to_owned()] {
        observation["id"] = id.as_str().into();
        let request = http.put(format!("{fhir_base}/Observation/{id}")).bearer_auth(&secrets.keeper);
        let request = request.header("content-type", "application/fhir+json").body(observation.to_string());
        request.send().await?.error_for_status()?;
    }
    Ok(())
}
