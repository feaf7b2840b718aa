//! The insurance card as JSON.

use billfold::record::{
    CardActivity, CardColors, CardImage, CardImageKind, ContactChannel, Copay, CopayException, CoverageClass,
    InsuranceCard, PayerContact, PlanBeneficiary,
};
use serde_json::{Value, json};

use super::{add_origin, date, money};

/// An insurance card.
pub fn card(card: &InsuranceCard) -> Value {
    let mut object = json!({
        "payer": card.payer,
        "payer_id": card.payer_id,
        "payer_contacts": card.payer_contacts.iter().map(contact).collect::<Value>(),
        "status": card.status,
        "activity": activity(card.activity),
        "activity_reason": card.activity_reason,
        "member_name": card.member_name,
        "member_id": card.member_id,
        "subscriber_name": card.subscriber_name,
        "subscriber_id": card.subscriber_id,
        "dependent": card.dependent,
        "policy_holder": card.policy_holder,
        "relationship": card.relationship,
        "plan": card.plan,
        "plan_id": card.plan_id,
        "group": card.group,
        "group_name": card.group_name,
        "network": card.network,
        "rx_bin": card.rx_bin,
        "rx_pcn": card.rx_pcn,
        "rx_group": card.rx_group,
        "rx_id": card.rx_id,
        "other_classes": card.other_classes.iter().map(class).collect::<Value>(),
        "coverage_type": card.coverage_type,
        "period_start": date(card.period_start.as_ref()),
        "period_end": date(card.period_end.as_ref()),
        "copays": card.copays.iter().map(copay).collect::<Value>(),
        "beneficiaries": card.beneficiaries.iter().map(beneficiary).collect::<Value>(),
        "issued": date(card.issued.as_ref()),
        "colors": card.colors.as_ref().map(colors),
        "images": card.images.iter().map(image).collect::<Value>(),
        "notes": card.notes,
    });
    add_origin(&mut object, &card.origin);
    object
}

/// The name of a card's activity.
pub fn activity(activity: CardActivity) -> &'static str {
    match activity {
        CardActivity::Active => "active",
        CardActivity::Ended => "ended",
        CardActivity::NotYet => "not_yet",
        CardActivity::Cancelled => "cancelled",
        CardActivity::Draft => "draft",
    }
}

pub(super) fn contact(contact: &PayerContact) -> Value {
    let channel = match contact.channel {
        ContactChannel::Phone => "phone",
        ContactChannel::Fax => "fax",
        ContactChannel::Email => "email",
        ContactChannel::Web => "web",
        ContactChannel::Sms => "sms",
        ContactChannel::Post => "post",
        ContactChannel::Other => "other",
    };
    json!({"purpose": contact.purpose, "channel": channel, "value": contact.value})
}

fn class(class: &CoverageClass) -> Value {
    json!({"label": class.label, "value": class.value, "name": class.name})
}

fn copay(copay: &Copay) -> Value {
    json!({
        "label": copay.label,
        "money": copay.money.as_ref().map(money),
        "words": copay.words,
        "exceptions": copay.exceptions.iter().map(exception).collect::<Value>(),
    })
}

fn exception(exception: &CopayException) -> Value {
    json!({
        "label": exception.label,
        "start": date(exception.start.as_ref()),
        "end": date(exception.end.as_ref()),
    })
}

fn beneficiary(beneficiary: &PlanBeneficiary) -> Value {
    json!({"member_id": beneficiary.member_id, "name": beneficiary.name})
}

fn colors(colors: &CardColors) -> Value {
    json!({"foreground": colors.foreground, "background": colors.background, "highlight": colors.highlight})
}

fn image(image: &CardImage) -> Value {
    let kind = match image.kind {
        CardImageKind::Logo => "logo",
        CardImageKind::QrCode => "qr_code",
        CardImageKind::Barcode => "barcode",
        CardImageKind::Supporting => "supporting",
    };
    json!({
        "kind": kind,
        "number": image.number,
        "label": image.label,
        "description": image.description,
        "content_type": image.content_type,
    })
}
