//! Scopes of SMART App Launch: what a grant lets a token read, and what of the request it leaves out.
//!
//! `patient/Coverage.read` (SMART 1.0) and `patient/Coverage.rs?status=active` (2.x), with `*` for every type. Payers have
//! scopes of their own as well, which are compared letter by letter.

/// Whether a grant covers reading a type. A grant without any of SMART's form says nothing about types.
pub fn is_granted(scopes: &[String], resource_type: &str) -> bool {
    let mut readable = scopes
        .iter()
        .filter_map(|scope| ResourceScope::parse(scope))
        .filter(|scope| scope.context != "system" && scope.permissions.contains(Permissions::READ))
        .peekable();
    readable.peek().is_none() || readable.any(|scope| scope.covers_type(resource_type))
}

/// The scopes of `asked` that `granted` does not cover, in their order. `patient/*.rs` covers `patient/*.read`; a grant
/// type by type covers no wildcard, and is a narrower one.
pub fn missing<'a>(asked: &'a [String], granted: &[String]) -> Vec<&'a str> {
    let covered = |wanted: &str| {
        granted.iter().any(|scope| scope == wanted)
            || ResourceScope::parse(wanted).is_some_and(|wanted| wanted.is_covered_by(granted))
    };
    asked.iter().map(String::as_str).filter(|wanted| !covered(wanted)).collect()
}

/// Create, read, update, delete, search.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Permissions(u8);

impl Permissions {
    const READ: Self = Self(2);

    /// `read`, `write` and `*` of SMART 1.0; a part of `cruds`, in that order, of 2.x.
    fn parse(text: &str) -> Option<Self> {
        match text {
            "read" => return Some(Self(0b1_0010)),
            "write" => return Some(Self(0b0_1101)),
            "*" => return Some(Self(0b1_1111)),
            _ => {}
        }
        let mut letters = text.chars().peekable();
        let mut permissions = 0;
        for (bit, letter) in "cruds".chars().enumerate() {
            if letters.next_if_eq(&letter).is_some() {
                permissions |= 1 << bit;
            }
        }
        (permissions != 0 && letters.peek().is_none()).then_some(Self(permissions))
    }

    fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// `patient/Coverage.rs?status=active`.
struct ResourceScope<'a> {
    context: &'a str,
    resource_type: &'a str,
    permissions: Permissions,
    filter: Option<&'a str>,
}

impl<'a> ResourceScope<'a> {
    fn parse(scope: &'a str) -> Option<Self> {
        let (context, rest) = scope.split_once('/')?;
        let (resource_type, rest) = rest.split_once('.')?;
        let (permissions, filter) = match rest.split_once('?') {
            Some((permissions, filter)) => (permissions, Some(filter)),
            None => (rest, None),
        };
        let is_type = |name: &str| name == "*" || name.chars().all(|c| c.is_ascii_alphabetic());
        let known = matches!(context, "patient" | "user" | "system");
        if !known || resource_type.is_empty() || !is_type(resource_type) {
            return None;
        }
        Some(Self { context, resource_type, permissions: Permissions::parse(permissions)?, filter })
    }

    fn covers_type(&self, resource_type: &str) -> bool {
        self.resource_type == "*" || self.resource_type == resource_type
    }

    /// Permissions may be spread over several scopes of the grant.
    fn is_covered_by(&self, granted: &[String]) -> bool {
        let granted = granted
            .iter()
            .filter_map(|scope| ResourceScope::parse(scope))
            .filter(|scope| scope.context == self.context && scope.covers_type(self.resource_type))
            .filter(|scope| scope.filter.is_none() || scope.filter == self.filter);
        let permissions = granted.fold(0, |all, scope| all | scope.permissions.0);
        Permissions(permissions).contains(self.permissions)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scopes(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_grant_covers_what_its_scopes_say() {
        for (granted, covered) in [
            ("openid patient/*.read", true),
            ("patient/Coverage.read", true),
            ("patient/Coverage.rs", true),
            ("patient/Coverage.rs?status=active", true),
            ("user/*.*", true),
            ("patient/Patient.read patient/Observation.rs", false),
            ("patient/Coverage.write patient/Patient.read", false),
            ("patient/Coverage.cu patient/Patient.rs", false),
            ("openid read profile clinical", true),
            ("", true),
        ] {
            assert_eq!(is_granted(&scopes(granted), "Coverage"), covered, "{granted}");
        }
    }

    #[test]
    fn what_was_asked_and_not_granted_is_missing() {
        for (asked, granted, left) in [
            ("openid patient/*.read", "patient/*.read openid", ""),
            ("patient/*.read", "patient/*.rs", ""),
            ("patient/*.read", "patient/*.r patient/*.s", ""),
            ("patient/*.rs", "patient/*.read", ""),
            ("patient/*.read", "patient/*.*", ""),
            ("patient/Coverage.read", "patient/*.rs", ""),
            ("patient/Coverage.rs?status=active", "patient/Coverage.rs", ""),
            ("patient/Coverage.rs", "patient/Coverage.rs?status=active", "patient/Coverage.rs"),
            ("patient/*.read", "patient/Coverage.read patient/Patient.read", "patient/*.read"),
            ("patient/*.read", "user/*.read", "patient/*.read"),
            ("patient/*.read offline_access", "patient/*.read", "offline_access"),
            ("patient/*.sr", "patient/*.rs", "patient/*.sr"),
            ("clinical", "Clinical", "clinical"),
        ] {
            assert_eq!(missing(&scopes(asked), &scopes(granted)).join(" "), left, "{asked} of {granted}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_scope_of_some_kind(asked in ".{0,60}", granted in ".{0,60}") {
            let (asked, granted) = (scopes(&asked), scopes(&granted));
            prop_assert!(missing(&asked, &asked).is_empty());
            prop_assert!(missing(&asked, &granted).len() <= asked.len());
            is_granted(&granted, "Patient");
        }
    }
}
