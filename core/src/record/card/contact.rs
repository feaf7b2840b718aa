//! How the payer is reached.

use crate::record::json::{Value, each, has_code, label, text};

/// By what means somebody is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactChannel {
    /// Telephone.
    Phone,
    /// Fax.
    Fax,
    /// E-mail.
    Email,
    /// A web page.
    Web,
    /// Text message.
    Sms,
    /// Mail, with the address in one line.
    Post,
    /// Another, or the record does not say.
    Other,
}

/// A way to reach the payer.
#[derive(Clone, PartialEq, Eq)]
pub struct PayerContact {
    /// What it is for, such as `Pharmacists`, where that is stated.
    pub purpose: Option<String>,
    /// By what means.
    pub channel: ContactChannel,
    /// The number or address.
    pub value: String,
}

/// The own contacts of a payer, or of a plan, then those for a purpose.
pub(in crate::record) fn contacts(organization: &Value<'_>) -> Vec<PayerContact> {
    let own = ways(organization, None);
    let others =
        each(&organization["contact"]).flat_map(|contact| ways(contact, label(&contact["purpose"]).as_ref()));
    own.into_iter().chain(others).collect()
}

fn ways(holder: &Value<'_>, purpose: Option<&String>) -> Vec<PayerContact> {
    let contact = |channel, value| PayerContact { purpose: purpose.cloned(), channel, value };
    let telecoms = each(&holder["telecom"]).filter_map(|telecom| {
        let channel = match telecom["system"].as_str() {
            Some("phone") => ContactChannel::Phone,
            Some("fax") => ContactChannel::Fax,
            Some("email") => ContactChannel::Email,
            Some("url") => ContactChannel::Web,
            Some("sms") => ContactChannel::Sms,
            _ => ContactChannel::Other,
        };
        Some(contact(channel, text(&telecom["value"])?))
    });
    let posts = each(&holder["address"]).filter_map(address).map(|line| contact(ContactChannel::Post, line));
    telecoms.chain(posts).collect()
}

/// An Address in one line.
fn address(address: &Value<'_>) -> Option<String> {
    if let Some(text) = text(&address["text"]) {
        return Some(text);
    }
    let state = [&address["state"], &address["postalCode"]].into_iter().filter_map(text);
    let state = Some(state.collect::<Vec<_>>().join(" ")).filter(|state| !state.is_empty());
    let parts: Vec<String> =
        each(&address["line"]).filter_map(text).chain(text(&address["city"])).chain(state).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The payer's number for electronic claims.
pub(super) fn payer_id(organization: &Value<'_>) -> Option<String> {
    ["payerid", "naiccode"].iter().find_map(|code| {
        let identifier =
            each(&organization["identifier"]).find(|identifier| has_code(&identifier["type"], code))?;
        text(&identifier["value"])
    })
}

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;

    #[test]
    fn contacts_say_what_they_are_for() {
        let organization = json!({
            "telecom": [{"system": "phone", "value": "1"}, {"system": "phone"}],
            "identifier": [{"type": {"coding": [{"code": "payerid"}]}, "value": "45002"}],
            "contact": [
                {"purpose": {"coding": [{"display": "Pharmacists"}]}, "telecom": [{"system": "phone", "value": "2"}, {"system": "url", "value": "3"}]},
                {"address": {"line": ["P.O. Box 1"], "city": "Miami", "state": "FL", "postalCode": "20222"}},
            ],
        });
        let read = contacts(&organization);
        let said: Vec<_> =
            read.iter().map(|way| (way.purpose.as_deref(), way.channel, way.value.as_str())).collect();
        assert_eq!(
            said,
            [
                (None, ContactChannel::Phone, "1"),
                (Some("Pharmacists"), ContactChannel::Phone, "2"),
                (Some("Pharmacists"), ContactChannel::Web, "3"),
                (None, ContactChannel::Post, "P.O. Box 1, Miami, FL 20222"),
            ]
        );
        assert_eq!(payer_id(&organization).as_deref(), Some("45002"));
    }
}
