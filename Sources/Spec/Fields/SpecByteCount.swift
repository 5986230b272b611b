import Machine

/// An amount of memory with its unit: `512 MB`, `4G` (powers of 1000), `1.5 GiB` (of 1024).
package struct SpecByteCount: SpecDecodable, Hashable {
    package let bytes: Int
    private let text: String

    /// - Returns: nil when the text is no amount, or more than any machine has
    package init?(_ text: String) {
        guard let bytes = ByteAmount.bytes(text) else { return nil }
        self.bytes = bytes
        self.text = text.trimmed
    }

    private init(bytes: Int) {
        self.bytes = bytes
        text = "\(bytes) B"
    }

    /// An eighth of it.
    package var eighth: SpecByteCount { SpecByteCount(bytes: bytes / 8) }

    package static var fieldType: FieldType { .language(name: "amount of memory", accepts: [.text]) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard case .string(let text) = node.content, let value = SpecByteCount(text) else {
            diagnostics.report(
                .wrongType(
                    expected: "an amount of memory", found: node,
                    help: "write a number and a unit: 512 MB, 4 GB, 1.5 GiB"))
            return nil
        }
        self = value
    }

    package var resolvedNode: SpecContent { .string(text) }
}
