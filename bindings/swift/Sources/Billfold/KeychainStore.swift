#if canImport(Security)
    import Foundation
    import Security

    /// The Keychain as the wallet's secure store: items stay on this device, in no backup and no iCloud Keychain, and
    /// can be read after the device was unlocked once, so that a sync in the background finds them.
    ///
    /// The Keychain outlives the app's removal and the wallet's file does not: items that it finds then open nothing.
    public struct KeychainStore: SecureStore {
        private let service: String
        private let accessGroup: String?

        /// Items under `service`, shared with the apps and extensions of `accessGroup` where one is given.
        public init(service: String = "org.billfold.wallet", accessGroup: String? = nil) {
            self.service = service
            self.accessGroup = accessGroup
        }

        public func read(_ name: String) throws -> Data? {
            var query = item(name)
            query[kSecReturnData] = true
            query[kSecMatchLimit] = kSecMatchLimitOne
            var found: CFTypeRef?
            let status = SecItemCopyMatching(query as CFDictionary, &found)
            if status == errSecItemNotFound { return nil }
            try check(status)
            return found as? Data
        }

        public func write(_ value: Data, to name: String) throws {
            let attributes: [CFString: Any] = [
                kSecValueData: value,
                kSecAttrAccessible: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
            ]
            let status = SecItemUpdate(item(name) as CFDictionary, attributes as CFDictionary)
            guard status == errSecItemNotFound else { return try check(status) }
            let new = item(name).merging(attributes) { $1 }
            try check(SecItemAdd(new as CFDictionary, nil))
        }

        public func remove(_ name: String) throws {
            let status = SecItemDelete(item(name) as CFDictionary)
            if status != errSecItemNotFound { try check(status) }
        }

        private func item(_ name: String) -> [CFString: Any] {
            var item: [CFString: Any] = [
                kSecClass: kSecClassGenericPassword,
                kSecAttrService: service,
                kSecAttrAccount: name,
                // On macOS the old file-based keychain knows no accessibility.
                kSecUseDataProtectionKeychain: true,
            ]
            item[kSecAttrAccessGroup] = accessGroup
            return item
        }

        private func check(_ status: OSStatus) throws {
            if status != errSecSuccess { throw KeychainError(status: status) }
        }
    }

    /// The Keychain did not do as asked.
    public struct KeychainError: Error {
        /// What it answered, such as `errSecInteractionNotAllowed` before the first unlock.
        public let status: OSStatus
    }
#endif
