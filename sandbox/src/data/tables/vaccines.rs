//! Vaccines, as CVX codes.

use super::super::system::CVX;
use super::super::value::Coding;

pub(crate) const INFLUENZA: Coding =
    Coding::new(CVX, "140", "Influenza, seasonal, injectable, preservative free");
pub(crate) const COVID: Coding = Coding::new(CVX, "309", "COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose");
pub(crate) const TDAP: Coding = Coding::new(CVX, "115", "Tdap");
pub(crate) const ZOSTER: Coding = Coding::new(CVX, "187", "zoster vaccine recombinant");
pub(crate) const PNEUMOCOCCAL: Coding = Coding::new(
    CVX,
    "216",
    "Pneumococcal conjugate vaccine 20-valent (PCV20), polysaccharide CRM197 conjugate",
);
pub(crate) const MMR: Coding = Coding::new(CVX, "03", "MMR");
pub(crate) const VARICELLA: Coding = Coding::new(CVX, "21", "varicella");
pub(crate) const DTAP: Coding = Coding::new(CVX, "20", "DTaP");
pub(crate) const POLIO: Coding = Coding::new(CVX, "10", "IPV");
pub(crate) const HPV: Coding = Coding::new(CVX, "165", "HPV9");
