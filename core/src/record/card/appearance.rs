//! The CARIN Digital Insurance Card's extensions: who is on the card, and how it looks.

use super::copay::ends_with;
use crate::record::PartialDate;
use crate::record::json::{Resolve, Value, each, human_name, target, text};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// A person on the card.
#[derive(Clone, PartialEq, Eq)]
pub struct PlanBeneficiary {
    /// Their member id.
    pub member_id: Option<String>,
    /// Their name.
    pub name: Option<String>,
}

/// Colours of a card, each as `#rrggbb`.
#[derive(Clone, PartialEq, Eq)]
pub struct CardColors {
    /// Of the text.
    pub foreground: Option<String>,
    /// Of the card.
    pub background: Option<String>,
    /// Of what stands out.
    pub highlight: Option<String>,
}

/// What an image of a card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardImageKind {
    /// The payer's logo.
    Logo,
    /// A QR code.
    QrCode,
    /// A barcode.
    Barcode,
    /// Another image.
    Supporting,
}

/// An image of a card, without its data.
#[derive(Clone, PartialEq, Eq)]
pub struct CardImage {
    /// What it is.
    pub kind: CardImageKind,
    /// By what number its data is asked for.
    pub number: u32,
    /// Its title.
    pub label: Option<String>,
    /// What it shows, for people who do not see it.
    pub description: Option<String>,
    /// Media type, such as `image/png`, as the payer states it.
    pub content_type: Option<String>,
}

/// The data of an image.
#[derive(Clone, PartialEq, Eq)]
pub struct CardImageData {
    /// Media type, such as `image/png`, as the payer states it.
    pub content_type: Option<String>,
    /// The image's bytes.
    pub bytes: Vec<u8>,
}

fn extensions<'a>(holder: &'a Value<'a>, end: &str) -> impl Iterator<Item = &'a Value<'a>> {
    each(&holder["extension"]).filter(move |extension| ends_with(extension, end))
}

pub(super) fn beneficiaries(coverage: &Value<'_>) -> Vec<PlanBeneficiary> {
    let read = |extension: &Value<'_>| {
        let part = |name: &str, value: &str| extensions(extension, name).map(|part| part[value]).next();
        PlanBeneficiary {
            member_id: part("memberId", "valueId").as_ref().and_then(text),
            name: part("name", "valueHumanName").as_ref().and_then(human_name),
        }
    };
    extensions(coverage, "PlanBeneficiaries-extension")
        .map(read)
        .filter(|beneficiary| beneficiary.member_id.is_some() || beneficiary.name.is_some())
        .collect()
}

pub(super) fn issued(coverage: &Value<'_>) -> Option<PartialDate> {
    extensions(coverage, "CardIssueDate-extension")
        .find_map(|extension| PartialDate::read(&extension["valueDate"]))
}

pub(super) fn notes(coverage: &Value<'_>) -> Vec<String> {
    extensions(coverage, "AdditionalCardInformation-extension")
        .filter_map(|extension| {
            text(&extension["valueAnnotation"]["text"]).or_else(|| text(&extension["valueString"]))
        })
        .collect()
}

impl CardColors {
    pub(super) fn read(coverage: &Value<'_>) -> Option<Self> {
        let palette = extensions(coverage, "ColorPalette-extension").next()?;
        let color = |part: &str| {
            extensions(palette, part)
                .flat_map(|extension| each(&extension["valueCodeableConcept"]["coding"]))
                .find_map(|coding| text(&coding["code"]).filter(|code| is_rgb(code)))
        };
        let colors = Self {
            foreground: color("ForegroundColor-extension"),
            background: color("BackgroundColor-extension"),
            highlight: color("HighlightColor-extension"),
        };
        (colors.foreground.is_some() || colors.background.is_some() || colors.highlight.is_some())
            .then_some(colors)
    }
}

/// What a screen can use as it is: `#rrggbb`.
fn is_rgb(code: &str) -> bool {
    code.strip_prefix('#')
        .is_some_and(|rgb| rgb.len() == 6 && rgb.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The images' extensions, in the order in which they stand.
fn image_extensions<'a>(coverage: &'a Value<'a>) -> impl Iterator<Item = (CardImageKind, &'a Value<'a>)> {
    let kind = |extension: &Value<'_>| {
        [
            ("Logo-extension", CardImageKind::Logo),
            ("QRCode-extension", CardImageKind::QrCode),
            ("Barcode-extension", CardImageKind::Barcode),
            ("SupportingImage-extension", CardImageKind::Supporting),
        ]
        .into_iter()
        .find_map(|(end, kind)| ends_with(extension, end).then_some(kind))
    };
    each(&coverage["extension"]).filter_map(move |extension| Some((kind(extension)?, extension)))
}

fn attachment<'a>(extension: &'a Value<'a>) -> &'a Value<'a> {
    extensions(extension, "image").next().map_or(&Value::Null, |image| &image["valueAttachment"])
}

pub(super) fn images(coverage: &Value<'_>) -> Vec<CardImage> {
    let words = |extension: &Value<'_>, part: &str| {
        extensions(extension, part).find_map(|part| text(&part["valueString"]))
    };
    let image = |(number, (kind, extension))| CardImage {
        kind,
        number,
        label: words(extension, "label"),
        description: words(extension, "description"),
        content_type: text(&attachment(extension)["contentType"]),
    };
    (0..).zip(image_extensions(coverage)).map(image).collect()
}

/// The data of the image with this number: inline, or in a `Binary` of the same payer. `None` where there is none.
pub(crate) fn image_data(coverage: &Value<'_>, number: u32, resolve: &dyn Resolve) -> Option<CardImageData> {
    let (_, extension) = image_extensions(coverage).nth(usize::try_from(number).ok()?)?;
    let attachment = attachment(extension);
    let (data, stated) = if let Some(data) = text(&attachment["data"]) {
        (data, None)
    } else {
        let binary = target(attachment["url"].as_str()?.trim(), coverage, resolve)?;
        (text(&binary["data"])?, text(&binary["contentType"]))
    };
    // Long texts are broken into lines by some writers.
    let data: String = data.split_ascii_whitespace().collect();
    let bytes = BASE64_STANDARD.decode(data).ok().filter(|bytes| !bytes.is_empty())?;
    Some(CardImageData { content_type: text(&attachment["contentType"]).or(stated), bytes })
}

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;
    use crate::record::samples::alone::Nothing;

    fn image(part: &str, attachment: &Value<'_>) -> Value<'static> {
        json!({"url": format!("http://x/C4DIC-{part}-extension"), "extension": [
            {"url": "label", "valueString": part}, {"url": "image", "valueAttachment": attachment},
        ]})
    }

    #[test]
    fn images_are_listed_without_their_data_and_read_one_by_one() {
        let coverage = json!({"extension": [
            {"url": "http://x/other"},
            image("Logo", &json!({"contentType": "image/png", "data": "AQ\nI="})),
            image("Barcode", &json!({"contentType": "image/png", "data": "no base64!"})),
            image("QRCode", &json!({"url": "#qr"})),
        ], "contained": [{"resourceType": "Binary", "id": "qr", "contentType": "image/svg+xml", "data": "Aw=="}]});
        let found = images(&coverage);
        let said: Vec<_> = found.iter().map(|image| (image.number, image.kind)).collect();
        assert_eq!(said, [(0, CardImageKind::Logo), (1, CardImageKind::Barcode), (2, CardImageKind::QrCode)]);
        let data = |number| image_data(&coverage, number, &Nothing);
        assert_eq!(data(0).unwrap().bytes, [1, 2]);
        assert!(data(1).is_none(), "what does not decode is no image");
        let code = data(2).unwrap();
        assert_eq!((code.bytes, code.content_type.as_deref()), (vec![3], Some("image/svg+xml")));
        assert!(data(3).is_none());
    }

    #[test]
    fn colours_are_what_a_screen_can_use() {
        let color = |part: &str, code: &str| json!({"url": format!("http://x/C4DIC-{part}Color-extension"), "valueCodeableConcept": {"coding": [{"code": code}]}});
        let palette = json!({"extension": [{"url": "http://x/C4DIC-ColorPalette-extension", "extension": [
            color("Foreground", "#00bfFF"), color("Background", "blue"), color("Highlight", "#12345é"),
        ]}]});
        let colors = CardColors::read(&palette).unwrap();
        assert_eq!(
            (colors.foreground.as_deref(), colors.background, colors.highlight),
            (Some("#00bfFF"), None, None)
        );
        assert!(CardColors::read(&json!({})).is_none());
    }
}
