/// The shortest text that reads back as exactly the same number: whole numbers without a fraction (`3`),
/// others as Swift prints them (`0.1`, `1e-05`); infinities and not-a-number in YAML's spelling.
package func numberText(_ value: Double) -> String {
    if value.isNaN { return ".nan" }
    if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
    if value == value.rounded(), abs(value) < 1e15, !(value == 0 && value.sign == .minus) {
        return String(Int(value))
    }
    return "\(value)"
}
