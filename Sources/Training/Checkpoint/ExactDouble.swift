/// A double that survives JSON exactly, infinities and NaN included: it is written as the shortest text that
/// reads back as the same number.
package struct ExactDouble: Hashable, Sendable, Codable {
    package var value: Double

    package init(_ value: Double) {
        self.value = value
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Double(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "'\(text)' is not a number")
        }
        self.value = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(value)")
    }
}
