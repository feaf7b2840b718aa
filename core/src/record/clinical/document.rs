//! Documents: what they are and where their content is. The content itself is read when it is asked for.
//!
//! Source: `DocumentReference` by US Core 3.1.1, `Attachment` and `Binary` of FHIR R4.

use super::{ClinicalView, Coded, Concept, identifiers, is_entered_in_error, names, titles};
use crate::record::Origin;
use crate::record::date::{Dates, PartialDate};
use crate::record::json::{Resolve, Value, each, referenced_name, text};
use crate::record::labels::words;
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// What a piece of content is and where it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Media type, such as `application/pdf`.
    pub content_type: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Language, such as `en-US`.
    pub language: Option<String>,
    /// How many bytes it has, where that is stated.
    pub size: Option<u64>,
    /// When it was made.
    pub created: Option<PartialDate>,
    /// What format it has beyond its media type.
    pub format: Option<Concept>,
    /// Where it is, as the payer wrote it: a `Binary`, or an address elsewhere, to which no token must go.
    pub url: Option<String>,
    /// Whether its content came with the record.
    pub is_inline: bool,
}

/// A document.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// Where it comes from.
    pub origin: Origin,
    /// What it is called: its description, else its type, else its content's title.
    pub title: String,
    /// What kind of document it is, such as a discharge summary.
    pub kind: Option<Concept>,
    /// What kind of kind, such as `clinical-note`.
    pub categories: Vec<Concept>,
    /// Status of the reference, such as `current` or `superseded`.
    pub status: Option<Coded>,
    /// Status of the document itself, such as `final`.
    pub document_status: Option<Coded>,
    /// When it was made known.
    pub date: Option<PartialDate>,
    /// What it says of itself.
    pub description: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Who keeps it.
    pub custodian: Option<String>,
    /// When what it tells of was.
    pub period: Option<Dates>,
    /// Visits that it tells of.
    pub encounters: Vec<String>,
    /// Numbers of the document.
    pub identifiers: Vec<String>,
    /// Its content, in one form or several. It is read by [`Wallet::attachment`](crate::Wallet::attachment).
    pub attachments: Vec<Attachment>,
}

impl Attachment {
    pub(super) fn read(attachment: &Value<'_>) -> Self {
        Self {
            content_type: text(&attachment["contentType"]),
            title: text(&attachment["title"]),
            language: text(&attachment["language"]),
            size: attachment["size"].as_u64(),
            created: PartialDate::read(&attachment["creation"]),
            format: None,
            url: text(&attachment["url"]),
            is_inline: attachment["data"].is_string(),
        }
    }
}

impl ClinicalView for Document {
    const TYPE: &'static str = "DocumentReference";

    fn read(origin: Origin, resource: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if is_entered_in_error(resource) {
            return None;
        }
        let kind = Concept::read(&resource["type"]);
        let attachments: Vec<Attachment> = each(&resource["content"])
            .map(|content| Attachment {
                format: Concept::read_coding(&content["format"]),
                ..Attachment::read(&content["attachment"])
            })
            .collect();
        let description = text(&resource["description"]);
        let title = description
            .clone()
            .or_else(|| kind.as_ref().map(|kind| kind.text.clone()))
            .or_else(|| attachments.iter().find_map(|attachment| attachment.title.clone()));
        let context = &resource["context"];
        Some(Self {
            title: title.unwrap_or_else(|| words::UNNAMED_DOCUMENT.to_owned()),
            kind,
            categories: Concept::all(&resource["category"]),
            status: Coded::read(&resource["status"], "document-reference-status"),
            document_status: Coded::read(&resource["docStatus"], "composition-status"),
            date: PartialDate::read(&resource["date"]),
            description,
            authors: names(&resource["author"], resource, resolve),
            custodian: referenced_name(&resource["custodian"], resource, resolve),
            period: Dates::read(&context["period"]),
            encounters: titles(&context["encounter"], resource, resolve),
            identifiers: [identifiers(resource), masters(resource)].concat(),
            attachments,
            origin,
        })
    }
}

fn masters(resource: &Value<'_>) -> Vec<String> {
    text(&resource["masterIdentifier"]["value"]).into_iter().collect()
}

/// Content of an attachment, for a viewer.
#[derive(Clone, PartialEq, Eq)]
pub struct AttachmentContent {
    /// Media type, such as `application/pdf`.
    pub content_type: Option<String>,
    /// The bytes.
    pub data: Vec<u8>,
}

/// The content of the attachment with this number, as the view counts them: what came with the record, else the `Binary`
/// that it names. `None` where it is not on the device, or is not base64.
pub(crate) fn content(
    resource: &Value<'_>,
    number: usize,
    resolve: &dyn Resolve,
) -> Option<AttachmentContent> {
    let attachment = match resource["resourceType"].as_str()? {
        "DocumentReference" => &each(&resource["content"]).nth(number)?["attachment"],
        "DiagnosticReport" => each(&resource["presentedForm"]).nth(number)?,
        "Binary" if number == 0 => resource,
        _ => return None,
    };
    let content_type = text(&attachment["contentType"]);
    if let Some(data) = decode(&attachment["data"]) {
        return Some(AttachmentContent { content_type, data });
    }
    let binary = resolve.resolve(attachment["url"].as_str()?)?;
    let is_binary = binary["resourceType"] == "Binary";
    let data = is_binary.then(|| decode(&binary["data"]))??;
    Some(AttachmentContent { content_type: content_type.or_else(|| text(&binary["contentType"])), data })
}

/// FHIR's base64 may be broken into lines, and some servers leave the padding out.
fn decode(data: &Value<'_>) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let text: Vec<u8> = data.as_str()?.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    LENIENT.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;

    struct OneBinary;

    impl Resolve for OneBinary {
        fn resolve(&self, reference: &str) -> Option<Value<'_>> {
            (reference == "Binary/1")
                .then(|| json!({"resourceType": "Binary", "contentType": "text/plain", "data": "SGk="}))
        }
    }

    #[test]
    fn content_is_found_where_it_is() {
        let document = |attachment: Value| json!({"resourceType": "DocumentReference", "content": [{"attachment": attachment}]});
        let read =
            |resource: &Value, number| content(resource, number, &OneBinary).map(|content| content.data);
        let hi = Some(b"Hi".to_vec());
        for (attachment, expected) in [
            (json!({"data": "SGk="}), hi.clone()),
            (json!({"data": "SG\nk"}), hi.clone()),
            (json!({"url": "Binary/1"}), hi.clone()),
            (json!({"data": "!", "url": "Binary/1"}), hi.clone()),
            (json!({"url": "Binary/2"}), None),
            (json!({"url": "https://elsewhere.example/1.pdf"}), None),
            (json!({"data": "n*"}), None),
            (json!({"data": 7}), None),
        ] {
            assert_eq!(read(&document(attachment), 0), expected, "{attachment}");
        }
        assert_eq!(read(&document(json!({"data": "SGk="})), 1), None);
        assert_eq!(
            read(&json!({"resourceType": "DiagnosticReport", "presentedForm": [{"data": "SGk="}]}), 0),
            hi
        );
        assert_eq!(read(&OneBinary.resolve("Binary/1").unwrap(), 0), hi);
        assert_eq!(read(&json!({"resourceType": "Patient"}), 0), None);
    }
}
