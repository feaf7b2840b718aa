import BillfoldFFI

/// A value that prints its type's name and nothing of the member, however it is printed: interpolated, in a collection,
/// by `dump`, or by a debugger.
///
/// Swift would otherwise print every stored field, and a log or a crash report would hold a member's records.
public protocol PrintsNameOnly: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension PrintsNameOnly {
    public var description: String { "\(Self.self) { .. }" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Connection: PrintsNameOnly {}
extension SignInRequest: PrintsNameOnly {}
extension LaunchContext: PrintsNameOnly {}
extension FhirContext: PrintsNameOnly {}
extension PatientChoice: PrintsNameOnly {}
extension UserInfo: PrintsNameOnly {}
extension Reference: PrintsNameOnly {}
extension Origin: PrintsNameOnly {}
extension RecordSummary: PrintsNameOnly {}
extension Money: PrintsNameOnly {}
extension InsuranceCard: PrintsNameOnly {}
extension Copay: PrintsNameOnly {}
extension Claim: PrintsNameOnly {}
extension ClaimItem: PrintsNameOnly {}
extension Figure: PrintsNameOnly {}
extension Medication: PrintsNameOnly {}
extension MedicationEvent: PrintsNameOnly {}
