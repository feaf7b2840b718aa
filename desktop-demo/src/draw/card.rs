//! The insurance card, drawn as one.

use billfold::record::{Copay, InsuranceCard};

use super::{clean, money, width, wrap};
use crate::json_views::activity;

/// A card is no wider than this.
const WIDEST: usize = 74;
/// Nor narrower, whatever the terminal.
const NARROWEST: usize = 44;

/// The card in a frame.
pub fn card(card: &InsuranceCard) -> String {
    // Two characters of frame and two of margin.
    let room = usize::from(width()).clamp(NARROWEST, WIDEST) - 4;
    let mut drawing = Drawing { room, lines: Vec::new() };
    let payer = card.payer.as_deref().unwrap_or(&card.origin.payer_name);
    drawing.ends(payer, &activity(card.activity).replace('_', " ").to_uppercase());
    drawing.ends(card.plan.as_deref().unwrap_or_default(), &card.activity_reason);
    drawing.rule();
    let own_subscriber_id = card.subscriber_id.clone().filter(|id| Some(id) != card.member_id.as_ref());
    let own_subscriber = card.subscriber_name.clone().filter(|name| Some(name) != card.member_name.as_ref());
    let people = [&card.member_name, &card.subscriber_name];
    let own_policy_holder = card.policy_holder.clone().filter(|name| !people.contains(&&Some(name.clone())));
    drawing.pairs(&[
        ("Member", card.member_name.clone()),
        ("Member ID", card.member_id.clone()),
        ("Subscriber", own_subscriber),
        ("Subscriber ID", own_subscriber_id),
        ("Relationship", card.relationship.clone()),
        ("Dependent", card.dependent.clone()),
        ("Policy holder", own_policy_holder),
        ("Group", card.group.clone()),
        ("Group name", card.group_name.clone().filter(|name| Some(name) != card.group.as_ref())),
        ("Plan ID", card.plan_id.clone().filter(|id| Some(id) != card.plan.as_ref())),
        ("Network", card.network.clone().filter(|name| Some(name) != card.plan.as_ref())),
        ("Coverage", card.coverage_type.clone()),
        ("Issued", card.issued.as_ref().map(|date| date.as_str().to_owned())),
        ("Payer ID", card.payer_id.clone()),
    ]);
    for class in &card.other_classes {
        let value = [&class.value, &class.name].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        drawing.pairs(&[(class.label.as_str(), Some(value))]);
    }
    let pharmacy = [
        ("RxBIN", card.rx_bin.clone()),
        ("RxPCN", card.rx_pcn.clone()),
        ("RxGroup", card.rx_group.clone()),
        ("RxID", card.rx_id.clone()),
    ];
    if pharmacy.iter().any(|(_, value)| value.is_some()) {
        drawing.rule();
        drawing.pairs(&pharmacy);
    }
    if !card.copays.is_empty() {
        drawing.rule();
        for copay in &card.copays {
            drawing.ends(&copay.label, &cost(copay));
        }
    }
    if card.beneficiaries.len() > 1 {
        drawing.rule();
        for beneficiary in &card.beneficiaries {
            let part = |part: &Option<String>| part.clone().unwrap_or_default();
            drawing.ends(&part(&beneficiary.name), &part(&beneficiary.member_id));
        }
    }
    if !card.payer_contacts.is_empty() {
        drawing.rule();
        for contact in &card.payer_contacts {
            drawing.ends(contact.purpose.as_deref().unwrap_or("Payer"), &contact.value);
        }
    }
    if !card.notes.is_empty() || !card.images.is_empty() {
        drawing.rule();
        card.notes.iter().flat_map(|note| note.lines()).for_each(|line| drawing.text(line));
        for image in &card.images {
            let name = image.label.as_deref().or(image.description.as_deref()).unwrap_or_default();
            drawing.text(&format!("Image {}: {name}", image.number));
        }
    }
    drawing.finish()
}

fn cost(copay: &Copay) -> String {
    copay.money.as_ref().map(money).or_else(|| copay.words.clone()).unwrap_or_default()
}

/// What stands in a frame.
struct Drawing {
    room: usize,
    /// `None` is a rule.
    lines: Vec<Option<String>>,
}

impl Drawing {
    fn rule(&mut self) {
        self.lines.push(None);
    }

    fn text(&mut self, text: &str) {
        self.lines.extend(wrap(&clean(text), self.room).into_iter().map(Some));
    }

    /// One text at each end of a line; below each other where they do not fit.
    fn ends(&mut self, left: &str, right: &str) {
        let (left, right) = (clean(left), clean(right));
        let gap = self.room.checked_sub(left.chars().count() + right.chars().count());
        match gap {
            Some(gap) if gap > 1 => self.lines.push(Some(format!("{left}{}{right}", " ".repeat(gap)))),
            _ => {
                self.text(&left);
                let indent = self.room.saturating_sub(right.chars().count());
                self.lines.push(Some(format!("{}{right}", " ".repeat(indent))));
            }
        }
    }

    /// Names with their values, two beside each other where they fit. A value that is not stated is left out.
    fn pairs(&mut self, pairs: &[(&str, Option<String>)]) {
        let half = self.room / 2;
        let mut waiting: Option<String> = None;
        for (name, value) in pairs {
            let Some(value) = value else { continue };
            let text = format!("{name:<14}{}", clean(value));
            match waiting.take() {
                Some(left) if text.chars().count() <= self.room - half => {
                    self.lines.push(Some(format!("{left:<half$}{text}")));
                }
                left => {
                    self.lines.extend(left.map(Some));
                    match text.chars().count() {
                        count if count < half => waiting = Some(text),
                        count if count <= self.room => self.lines.push(Some(text)),
                        _ => self.text(&text),
                    }
                }
            }
        }
        self.lines.extend(waiting.map(Some));
    }

    fn finish(self) -> String {
        let room = self.room;
        let bar = "─".repeat(room + 2);
        let framed = self.lines.into_iter().map(|line| match line {
            None => format!("├{bar}┤"),
            Some(text) => {
                // A word that is wider than the card is cut: the frame has to close.
                let text: String = text.chars().take(room).collect();
                format!("│ {text:<room$} │")
            }
        });
        let lines: Vec<String> =
            [format!("╭{bar}╮")].into_iter().chain(framed).chain([format!("╰{bar}╯")]).collect();
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_as_wide_as_the_frame() {
        let mut drawing = Drawing { room: 40, lines: Vec::new() };
        drawing.ends("A payer with a name that is longer than the card is", "ACTIVE");
        drawing.ends("Short", "ACTIVE");
        drawing.rule();
        drawing.text(&"x".repeat(90));
        drawing.pairs(&[
            ("A", Some("1".to_owned())),
            ("B", None),
            ("C", Some("2".to_owned())),
            ("D", Some("a value that has no room beside another".to_owned())),
            ("E", Some("5".to_owned())),
        ]);
        let drawn = drawing.finish();
        assert!(drawn.lines().all(|line| line.chars().count() == 44), "\n{drawn}");
        for value in ["A             1     C             2", "D a value", "E             5"] {
            assert!(drawn.contains(value), "{value}\n{drawn}");
        }
    }
}
