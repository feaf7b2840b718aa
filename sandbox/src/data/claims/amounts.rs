//! The arithmetic of a claim. All amounts are US cents.

use std::ops::{Add, AddAssign};

use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// How a claim, or a line of it, was adjudicated. Of sound amounts these hold: `submitted = discount + noncovered +
/// eligible`, `eligible = benefit + member()`, and `member()` is the sum of deductible, copay and coinsurance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Amounts {
    /// What the provider charged.
    pub submitted: i64,
    /// What the provider's contract takes off.
    pub discount: i64,
    pub noncovered: i64,
    /// What the plan allows.
    pub eligible: i64,
    pub deductible: i64,
    pub copay: i64,
    pub coinsurance: i64,
    /// What the plan pays.
    pub benefit: i64,
}

impl Amounts {
    /// What the member owes.
    pub(super) const fn member(&self) -> i64 {
        self.deductible + self.copay + self.coinsurance
    }
}

impl Add for Amounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            submitted: self.submitted + other.submitted,
            discount: self.discount + other.discount,
            noncovered: self.noncovered + other.noncovered,
            eligible: self.eligible + other.eligible,
            deductible: self.deductible + other.deductible,
            copay: self.copay + other.copay,
            coinsurance: self.coinsurance + other.coinsurance,
            benefit: self.benefit + other.benefit,
        }
    }
}

impl AddAssign for Amounts {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// The member's share of a claim.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sharing {
    /// A fixed amount for the first line; of other lines, a fifth.
    Copay(i64),
    /// What is left of the deductible first, then so many percent of the rest.
    Deductible { left: i64, percent: i64 },
    /// Prevention: nothing.
    Nothing,
}

/// Adjudicates the lines of a claim with these charges. Allowed are between `allowed.0` and `allowed.1` percent.
pub(super) fn adjudicate(
    rng: &mut ChaCha8Rng,
    charges: &[i64],
    allowed: (i64, i64),
    mut sharing: Sharing,
) -> Vec<Amounts> {
    let percent = rng.gen_range(allowed.0..=allowed.1);
    let mut lines = Vec::new();
    for submitted in charges {
        let noncovered = if rng.gen_ratio(1, 12) { submitted / 20 } else { 0 };
        let eligible = (submitted - noncovered) * percent / 100;
        let mut line = Amounts {
            submitted: *submitted,
            discount: submitted - noncovered - eligible,
            noncovered,
            eligible,
            ..Amounts::default()
        };
        match &mut sharing {
            Sharing::Copay(copay) => {
                line.copay = eligible.min(*copay);
                sharing = Sharing::Deductible { left: 0, percent: 20 };
            }
            Sharing::Deductible { left, percent } => {
                line.deductible = eligible.min(*left);
                *left -= line.deductible;
                line.coinsurance = (eligible - line.deductible) * *percent / 100;
            }
            Sharing::Nothing => {}
        }
        line.benefit = eligible - line.member();
        lines.push(line);
    }
    lines
}

/// The lines of a claim with these charges that the plan refused: nothing is covered.
pub(super) fn refuse(charges: &[i64]) -> Vec<Amounts> {
    charges
        .iter()
        .map(|submitted| Amounts { submitted: *submitted, noncovered: *submitted, ..Amounts::default() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn lines_balance() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        for sharing in
            [Sharing::Copay(2_500), Sharing::Deductible { left: 40_000, percent: 20 }, Sharing::Nothing]
        {
            for line in adjudicate(&mut rng, &[21_500, 4_275, 999], (45, 70), sharing) {
                assert_eq!(line.submitted, line.discount + line.noncovered + line.eligible);
                assert_eq!(line.eligible, line.benefit + line.member());
                assert!(line.benefit >= 0 && line.discount >= 0);
            }
        }
    }
}
