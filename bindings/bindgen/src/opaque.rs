//! Records of which nothing is printed.

/// What the documentation of such a record ends with. `opaque!` of `billfold-ffi` writes it.
const PRINTS_ITS_NAME: &str = "Prints its name alone.";

/// Whether a record's documentation says that it prints its name alone.
pub fn is_opaque(documentation: Option<&str>) -> bool {
    documentation.is_some_and(|text| text.trim_end().ends_with(PRINTS_ITS_NAME))
}
