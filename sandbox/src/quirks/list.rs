//! Every quirk: its name, what it does, and where it was seen. What one does is in `bend.rs` and `data.rs`, and where a
//! handler asks [`Profile::has`](crate::payer::Profile::has).

/// Writes the enum and its table from one list.
macro_rules! quirks {
    ($($quirk:ident $name:literal, $seen:literal, $summary:literal;)*) => {
        /// A way in which a real payer's system differs from what others do, or from what a specification says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Quirk {
            $(#[doc = $summary] $quirk,)*
        }

        impl Quirk {
            /// All of them, in the order in which they are listed.
            pub const ALL: &'static [Self] = &[$(Self::$quirk,)*];

            /// The name of its switch.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$quirk => $name,)* }
            }

            /// What the payer does, in a sentence.
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$quirk => $summary,)* }
            }

            /// Where it was seen.
            pub const fn seen(self) -> &'static str {
                match self { $(Self::$quirk => $seen,)* }
            }
        }
    };
}

quirks! {
    // Protection and client authentication
    NoPkce "no-pkce", "BCBS Minnesota", "PKCE is unknown: challenge and verifier are ignored, and a secret is demanded.";
    ChallengeRefused "challenge-refused", "opencollective, IdentityServer4 (issues)", "A request with a code challenge is refused as having an unknown parameter.";
    PkceAndSecret "pkce-and-secret", "Blue Button, Edifecs family, Anthem", "S256 and a secret are both demanded: there are no public clients.";
    PkceUnadvertised "pkce-unadvertised", "Athena", "S256 is checked when it is sent, and no document says so.";
    BasicRaw "basic-raw", "servers in openid-client's issues", "Id and secret in a Basic header are not form-decoded, and the secret has reserved characters.";
    BasicEncoded "basic-encoded", "servers in openid-client's issues", "Id and secret in a Basic header are form-decoded, and the secret has reserved characters.";
    HttpsRedirectsOnly "https-redirects-only", "1upHealth, EMR Direct", "No redirect URI with a custom scheme can be registered.";
    // Documents
    SmartConfigurationBare "smart-configuration-bare", "Devoted Health", "The SMART configuration has two endpoints; S256, revocation and keys are in the OpenID configuration, whose issuer ends in a slash.";
    SmartConfigurationElsewhere "smart-configuration-elsewhere", "Aetna", "The SMART configuration is not under the FHIR base.";
    EndpointsDiffer "endpoints-differ", "Aetna", "The CapabilityStatement and the OpenID configuration name endpoints that are gone; the SMART configuration's work.";
    SiblingHost "sibling-host", "Independence Blue Cross", "The SMART configuration leads to a sibling brand's authorization server.";
    TokenOnAnotherHost "token-on-another-host", "Independence Blue Cross", "The token endpoint is on another host than the authorization endpoint.";
    WellKnownGone "well-known-gone", "Independence Blue Cross", "There is no OpenID configuration.";
    ResponseTypesOdd "response-types-odd", "Elevance", "`response_types_supported` lists `refresh_token`.";
    MetadataNeedsToken "metadata-needs-token", "Independence Blue Cross", "`metadata` is answered 400 without a token.";
    MetadataForbidden "metadata-forbidden", "BCBS Tennessee, Elevance and others", "`metadata` is answered 401 to everybody.";
    MetadataFails "metadata-fails", "HCSC and others", "`metadata` is answered 500.";
    MetadataSlow "metadata-slow", "payers in a survey of 64", "`metadata` takes seconds, and says that it is FHIR 1.0.2.";
    BaseGone "base-gone", "4 plans of a public candidate log", "Nothing is at the published FHIR base any more.";
    BaseDeeper "base-deeper", "UnitedHealthcare", "The published FHIR base is answered 403; the server is one level deeper.";
    ImplementationUrlFlips "implementation-url-flips", "Elevance", "`implementation.url` of the CapabilityStatement names another brand each time.";
    // Scopes and authorization
    AudienceOther "audience-other", "Aetna", "`aud` must be a value that is not the FHIR base.";
    NoOpenId "no-openid", "Aetna", "Neither `openid` nor `offline_access` can be granted.";
    ConsentForOffline "consent-for-offline", "oidc-provider", "`offline_access` is ignored without `prompt=consent`, as OpenID Connect Core section 11 has it.";
    NoWildcards "no-wildcards", "Humana, UnitedHealthcare, BCBS South Carolina", "A scope with a wildcard is refused: one for each type.";
    ScopeExtra "scope-extra", "Kaiser", "A request without the extra scope `sandbox` is refused.";
    ScopeByDefault "scope-by-default", "1upHealth, BCBS Alabama", "Whatever types are asked for, `user/*.read` is granted.";
    ScopesMixedCase "scopes-mixed-case", "Blue Cross NC", "Granted scopes come back in another spelling: `openID`, `FHIRUser`.";
    NotEligible "not-eligible", "UnitedHealthcare, plans that are not CMS's", "A member who logs in is turned away by `access_denied`.";
    RepresentativePage "representative-page", "Blue Cross NC", "The member chooses on a page between Self and Personal Representative.";
    CodeLivesLong "code-lives-long", "Blue Cross NC", "An authorization code lives an hour.";
    BlueButtonPaths "blue-button-paths", "Blue Button", "Paths are those of CMS Blue Button 2.0: endpoints end in a slash.";
    // Tokens over time
    FloatExpiry "float-expiry", "Blue Button", "`expires_in` has a fraction, and `access_grant_expiration` is no ISO date.";
    NoRefreshToken "no-refresh-token", "Blue Button (one class of grants), Blue Cross NC", "No refresh token comes.";
    RefreshTokenUnasked "refresh-token-unasked", "Blue Button", "A refresh token comes though `offline_access` is no scope here.";
    GrantNotFound "grant-not-found", "Blue Button", "The grant has run out: a refresh is answered 404, Data Access Grant was Not Found.";
    RefreshBeforeExpiry "refresh-before-expiry", "athenaFlex", "A refresh after the access token has expired is refused as `invalid_client`.";
    RefreshRefusedInWords "refresh-refused-in-words", "many, by b.well's list", "A refresh is refused for good, each time in other words and with another status.";
    NoDate "no-date", "Keycloak, which has no `Date` at all", "The `Date` of every answer is empty.";
    // Whose records
    PatientMissing "patient-missing", "Blue Button", "The first token response has no `patient`; that of a refresh has.";
    PatientPrefixed "patient-prefixed", "servers in Inferno's issues", "`patient` of the token response is `Patient/..`.";
    PatientInIdToken "patient-in-id-token", "servers in Inferno's issues", "Only the ID token names the patient.";
    PatientInAccessToken "patient-in-access-token", "InterSystems", "Only the access token, a JWT, names the patient.";
    PatientByFhirUser "patient-by-fhir-user", "BCBS Tennessee's template", "Only `fhirUser` leads to the patient.";
    PatientBySearch "patient-by-search", "Blue Button and others", "Nothing names the patient; `GET Patient` finds one.";
    NegativeIds "negative-ids", "Blue Button", "Ids begin with a hyphen.";
    PrefixedIds "prefixed-ids", "Cigna", "Ids have a prefix for the line of business.";
    TwoPatients "two-patients", "Cigna", "`$everything` brings the member's Patient of another line of business too.";
    DemographicsWithheld "demographics-withheld", "Blue Button, Blue Cross NC", "Patient and UserInfo are answered 403, claims are not.";
    // Requests and answers of the FHIR server
    AcceptExactlyJsonFhir "accept-exactly-json-fhir", "Anthem", "`Accept` must be `application/json+fhir`, letter by letter.";
    AcceptExactlyFhirJson "accept-exactly-fhir-json", "Edifecs family", "`Accept` must be `application/fhir+json`, letter by letter.";
    PlainJsonOnly "plain-json-only", "Aetna, HealthTrio", "Only `application/json` can be had: `application/fhir+json` alone is answered 406.";
    ContentTypeJson "content-type-json", "Molina", "FHIR comes as `application/json`.";
    ErrorsAsXml "errors-as-xml", "Aetna", "Errors are XML, at the token endpoint too.";
    UnknownParametersRefused "unknown-parameters-refused", "Aetna", "`_count`, `_include`, `_revinclude` and `_lastUpdated` are answered 400.";
    PlusMustBeEscaped "plus-must-be-escaped", "Epic and others", "A bare `+` in a query is answered 400.";
    ChangesRefused "changes-refused", "Epic and others", "`_lastUpdated` is answered 400.";
    ChangesIgnored "changes-ignored", "servers without `_lastUpdated`", "`_lastUpdated` is ignored: everything comes again.";
    InstantsOnly "instants-only", "BCBS Minnesota", "A `_lastUpdated` that is no full instant finds nothing.";
    FutureDates "future-dates", "Epic and others", "Some records were changed next year, by their `meta.lastUpdated`.";
    SearchNeedsMore "search-needs-more", "Epic-hosted plans, Athena", "CarePlan, Observation, MedicationRequest and CareTeam are searched by category, intent or status only.";
    PatientSearchRefused "patient-search-refused", "Epic-hosted plans", "Patient cannot be searched by `_id`; it can be read.";
    CoverageUnsearchable "coverage-unsearchable", "BCBS South Carolina", "Coverage cannot be searched by patient or beneficiary.";
    DrugPlanNeeded "drug-plan-needed", "BCBS South Carolina", "MedicationKnowledge is searched by DrugPlan only.";
    NoEverything "no-everything", "31 of 42 definitions", "There is no `$everything`.";
    EverythingOnly "everything-only", "Blue Cross NC", "There is nothing but `Patient/{id}/$everything`.";
    IncludesStar "includes-star", "Kaiser", "What claims refer to cannot be read alone; it comes with `_includes=*`.";
    LinksMisspelt "links-misspelt", "Blue Cross NC", "Links in bundles spell the FHIR base otherwise.";
    FullUrlsElsewhere "full-urls-elsewhere", "Cigna, Blue Cross NC", "`fullUrl` is on a host that nobody may send a token to.";
    FatalOutcome "fatal-outcome", "Cigna", "An OperationOutcome of severity `fatal` is inside of a search set with status 200.";
    BusyWithoutRetryAfter "busy-without-retry-after", "Aetna, Independence Blue Cross", "429 comes without `Retry-After`, and no document speaks of limits.";
    DirectoryNeedsToken "directory-needs-token", "Aetna", "The provider directory needs a token.";
    UnfilteredRefused "unfiltered-refused", "InterSystems directory (SCAN)", "A search of the directory without a filter is answered 413.";
    ReferencesWithType "references-with-type", "Centene", "A reference without its type finds nothing, and there is no search by NPI.";
    // Records
    LinesOff "lines-off", "Blue Button", "The lines of claims do not sum to their totals.";
    BallotCodes "ballot-codes", "payers of the time of CARIN 0.1.0", "Claims have the adjudication codes of CARIN Blue Button 0.1.0.";
    ClaimsAbsent "claims-absent", "1upHealth's demo plan", "There are no claims and no coverage.";
    ReplacedStayActive "replaced-stay-active", "allowed by CARIN Blue Button", "A claim that was replaced stays `active` and does not say so; only the new one names it.";
    LowerCaseTypeCodes "lower-case-type-codes", "Cigna", "Types of identifiers are `mb` and `um` in lower case.";
    FormularyStu2 "formulary-stu2", "payers of US Drug Formulary 2.0", "Drug lists are `Basic` and `InsurancePlan`; there is no `List`.";
}
