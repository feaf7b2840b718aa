//! Scopes of SMART App Launch, as far as they say what a token may read.
//!
//! `patient/Coverage.read` (SMART 1.0) and `patient/Coverage.rs` (2.0), with `*` for every type. Payers have scopes of
//! their own as well; a grant without any of SMART's form says nothing about types.

/// Whether a grant covers reading a type.
pub fn is_granted(scopes: &[String], resource_type: &str) -> bool {
    let mut types = scopes.iter().filter_map(|scope| readable_type(scope)).peekable();
    types.peek().is_none() || types.any(|name| name == "*" || name == resource_type)
}

/// The type that a scope lets a token read; `None` for a scope of another form or permission.
fn readable_type(scope: &str) -> Option<&str> {
    let resource = scope.strip_prefix("patient/").or_else(|| scope.strip_prefix("user/"))?;
    let (name, permission) = resource.split_once('.')?;
    let permission = permission.split('?').next()?;
    // `cruds` in this order: `rs` or `cruds` read and search, `cu` does neither.
    let reads =
        permission == "read" || permission == "*" || (permission.contains('r') && permission != "write");
    reads.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_covers_what_its_scopes_say() {
        for (scopes, covered) in [
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
            let scopes: Vec<String> = scopes.split_whitespace().map(str::to_owned).collect();
            assert_eq!(is_granted(&scopes, "Coverage"), covered, "{scopes:?}");
        }
    }
}
