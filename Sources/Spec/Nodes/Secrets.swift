import Synchronization

/// What must never be written or printed: the values of `${secret:…}`, and passwords in addresses
/// (`http://user:password@host`, `password=…`).
///
/// A value made with a secret keeps the text it was written as (`Origin.secret`), and that is what specifications show.
/// This is the second net, for sentences that quote a value: it knows the secrets this process has read.
package enum Secrets {
    static let mask = "***"

    private static let known = Mutex<Set<String>>([])

    /// Masking shorter ones would tear holes into every text.
    private static let shortest = 4

    package static func add(_ secret: String) {
        guard secret.utf8.count >= shortest else { return }
        known.withLock { _ = $0.insert(secret) }
    }

    /// The text with `***` for every secret and for every password in an address.
    package static func masked(_ text: String) -> String {
        var text = text
        let secrets = known.withLock { $0 }
        // The longest first: one may be a part of another.
        for secret in secrets.sorted(by: { ($0.utf8.count, $0) > ($1.utf8.count, $1) })
        where text.contains(secret) {
            text = text.replacing(secret, with: mask)
        }
        return maskingPasswords(text)
    }

    /// Whether the text holds an address with a password.
    package static func holdsPassword(_ text: String) -> Bool { password(in: text[...]) != nil }

    /// The text with `***` for every password in an address, whether or not it is known as a secret.
    package static func maskingPasswords(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let range = password(in: rest) {
            result += rest[..<range.lowerBound] + mask
            rest = rest[range.upperBound...]
        }
        return result.isEmpty && rest.count == text.count ? text : result + rest
    }

    private static func password(in text: Substring) -> Range<String.Index>? {
        let found = [authorityPassword(in: text), namedPassword(in: text)].compactMap { $0 }
        return found.min { $0.lowerBound < $1.lowerBound }
    }

    /// The next `password` of `password='…'` or `password=…`, as databases are addressed and shells set variables.
    private static func namedPassword(in text: Substring) -> Range<String.Index>? {
        // Asked of every text of a specification, few of which have one.
        guard text.utf8.contains(UInt8(ascii: "=")) else { return nil }
        let pattern = /(?i)passw(?:or)?d=(?:'((?:[^'\\]|\\.)*)'|"([^"]*)"|([^\s&'"=;#][^\s&'";]*))/
        var rest = text
        while let match = rest.firstMatch(of: pattern) {
            let value = match.output.1 ?? match.output.2 ?? match.output.3
            if let value, !value.isEmpty, value != mask, !value.hasPrefix("$") {
                return value.startIndex..<value.endIndex
            }
            rest = rest[match.range.upperBound...]
        }
        return nil
    }

    /// The next `password` of `scheme://user:password@`.
    private static func authorityPassword(in text: Substring) -> Range<String.Index>? {
        var start = text.startIndex
        while let slashes = text[start...].firstRange(of: "://") {
            start = slashes.upperBound
            let end =
                text[start...].firstIndex { "/?#\"'<> \t\n,)]}".contains($0) } ?? text.endIndex
            let authority = text[start..<end]
            guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":")
            else {
                continue
            }
            let password = authority.index(after: colon)..<at
            if !password.isEmpty, authority[password] != mask { return password }
        }
        return nil
    }
}
