import Billfold

extension Payer {
    /// What a sign-in to this payer will share with the app, in plain words.
    var shares: [String] { sharesOf(scopes) }

    /// How this payer's sign-in is protected, as far as it is known before it is asked.
    var signInWords: String {
        switch pkce {
        case .required: "Sign-in with a one-time key"
        case .expected: "Sign-in with a one-time key where the plan confirms it"
        case .unsupported: "Sign-in without a one-time key, under stricter rules"
        }
    }
}

/// For a payer of which only the address is known.
let usualShares = [
    "Your coverage, claims, medications and health records, as far as your plan has them",
    "You see the exact list on your plan's own page before you agree",
]

/// What these SMART scopes open.
func sharesOf(_ scopes: [String]) -> [String] {
    let records = scopes.filter { $0.contains("/") && !$0.hasPrefix("launch") }
    let types = records.map { String($0.drop { $0 != "/" }.dropFirst().prefix { $0 != "." }) }
    let named = types.filter { $0 != "*" }.map(kindName).distinct.sorted()
    var shares: [String] = []
    if types.contains("*") || scopes.contains("clinical") || scopes.contains("read") {
        shares.append("All records that your plan keeps of you: coverage, claims, medications, health records")
    }
    if !named.isEmpty { shares.append(named.joined(separator: ", ")) }
    if scopes.contains(where: ["openid", "profile", "fhirUser"].contains) {
        shares.append("Who you are: your name and member record")
    }
    if scopes.contains("offline_access") {
        shares.append("Updates later on, without signing in again, until you sign out")
    }
    return shares
}
