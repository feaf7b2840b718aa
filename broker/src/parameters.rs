//! Parameters of a query or a form.

use std::collections::HashMap;

use billfold::secret::Secret;
use url::form_urlencoded;

/// Parameters by name. They hold states, codes and tokens, so they have no text form.
pub(crate) struct Parameters(HashMap<String, Secret<String>>);

/// A parameter came twice (RFC 6749 section 3.1: it must not).
pub(crate) struct Repeated;

impl Parameters {
    pub(crate) fn parse(text: &str) -> Result<Self, Repeated> {
        let mut parameters = HashMap::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            if parameters.insert(name.into_owned(), Secret::new(value.into_owned())).is_some() {
                return Err(Repeated);
            }
        }
        Ok(Self(parameters))
    }

    /// The value; one without a value counts as not sent (RFC 6749 section 3.1).
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.expose().as_str()).filter(|value| !value.is_empty())
    }
}
