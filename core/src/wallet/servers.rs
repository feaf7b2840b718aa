//! Asking payers' servers, with a memory: for speed, and to notice when a payer's sign-in moves or weakens.

use std::time::Duration;

use url::Url;

use crate::discovery::{ServerConfiguration, discover, discover_through};
use crate::error::{DiscoveryError, Error, SignInError};
use crate::payer::Preset;
use crate::wallet::Wallet;

/// How long a server's documents are taken as they were.
const FRESH: Duration = Duration::from_hours(24);
/// How long they serve where they cannot be read anew.
const USABLE: Duration = Duration::from_hours(24 * 7);

impl Wallet {
    /// Forgets what is known of a payer's servers, so that the next sign-in takes them as they are then: for the app to
    /// call when the payer has confirmed that its sign-in moved ([`DiscoveryError::HostChanged`]) or changed
    /// ([`DiscoveryError::PkceWithdrawn`]). Presets still say which hosts are known. Changes stored state.
    pub async fn accept_changed_hosts(&self, payer: &str, fhir_base: Option<&str>) -> Result<(), Error> {
        let name = server_name(&self.preset(payer)?, fhir_base);
        Ok(self.in_store(move |store| store.remove_server(&name)).await?)
    }

    /// What a payer's servers said when they were last asked, however long ago.
    pub(super) async fn known_server(
        &self,
        preset: &Preset,
        fhir_base: Option<&str>,
    ) -> Result<Option<ServerConfiguration>, Error> {
        let name = server_name(preset, fhir_base);
        let known = self.in_store(move |store| store.server(&name)).await?;
        Ok(known.map(|(server, _)| server))
    }

    /// What a payer's servers say of themselves: as known for a day, asked anew after that.
    pub(super) async fn server(
        &self,
        preset: &Preset,
        fhir_base: Option<&str>,
        broker: Option<&Url>,
    ) -> Result<ServerConfiguration, SignInError> {
        let mut name = server_name(preset, fhir_base);
        if let Some(broker) = broker {
            name = format!("{broker} {name}");
        }
        let known = {
            let name = name.clone();
            self.in_store(move |store| store.server(&name)).await?
        };
        if let Some((server, age)) = &known
            && *age < FRESH.as_secs()
        {
            return Ok(server.clone());
        }
        let http = &self.inner.http;
        let asked = match broker {
            Some(broker) => discover_through(http, broker, preset, fhir_base).await,
            None => discover(http, preset, fhir_base).await,
        };
        match (asked, known) {
            (Ok(server), known) => {
                if let Some((before, _)) = &known {
                    server.check_against(before, &preset.name)?;
                }
                let kept = server.clone();
                // Half an answer is good for now and not for a day.
                if server.is_whole() {
                    self.in_store(move |store| store.put_server(&name, &kept)).await?;
                }
                Ok(server)
            }
            (Err(SignInError::Discovery(DiscoveryError::Http(_))), Some((server, age)))
                if age < USABLE.as_secs() =>
            {
                Ok(server)
            }
            (Err(error), _) => Err(error),
        }
    }
}

/// Another preset, or the same one changed, is asked anew.
fn server_name(preset: &Preset, fhir_base: Option<&str>) -> String {
    format!("{} {}", fhir_base.unwrap_or_default(), serde_json::to_string(preset).unwrap_or_default())
}
