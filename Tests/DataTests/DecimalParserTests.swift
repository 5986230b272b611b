import Data
import Foundation
import Testing

@Suite("Decimal numbers")
struct DecimalParserTests {
    /// The C library's `strtod` rounds correctly; our parser must give the very same bits.
    private func agrees(_ text: String) -> Bool {
        DecimalParser().parse(text)?.bitPattern == strtod(text, nil).bitPattern
    }

    @Test("random decimals have the bits that strtod gives")
    func randomDecimals() {
        var random = TestRandom(1)
        for _ in 0..<3_000 {
            let digits = Int.random(in: 1...21, using: &random)
            var text = Bool.random(using: &random) ? "-" : ""
            let point = Int.random(in: 0...digits, using: &random)
            for position in 0..<digits {
                if position == point { text += "." }
                text += "\(Int.random(in: 0...9, using: &random))"
            }
            if Int.random(in: 0..<3, using: &random) == 0 {
                text += "e\(Int.random(in: -330...310, using: &random))"
            }
            #expect(agrees(text), "\(text)")
        }
    }

    @Test("shortest forms of random doubles come back as the same double")
    func roundTrip() {
        var random = TestRandom(2)
        for _ in 0..<2_000 {
            let value = Double(bitPattern: UInt64.random(in: 0 ... .max, using: &random))
            guard value.isFinite else { continue }
            #expect(DecimalParser().parse("\(value)")?.bitPattern == value.bitPattern, "\(value)")
        }
    }

    @Test(
        "hard cases agree with strtod",
        arguments: [
            "0", "-0", "0.0", "00012", "9007199254740993", "9007199254740992.5", "1e22", "1e23", "8.5e-22",
            "0.1", "123456789012345678901234567890", "2.2250738585072014e-308", "4.9e-324", "1e400",
            "-1e-400",
            "1.7976931348623157e308", "5e-1", "5.", ".5", "9223372036854775807", "18446744073709551616",
            "6929495644600919.5", "3.14159265358979323846", "1E5", "1e+5", "+7",
        ])
    func hardCases(_ text: String) { #expect(agrees(text)) }

    @Test(
        "what is not a number is refused",
        arguments: [
            "", " ", "-", "+", ".", "e5", "1e", "1e+", "1 2", "0x10", "1,5", "1.2.3", "--1", "12a", "infinit",
        ])
    func refused(_ text: String) { #expect(DecimalParser().parse(text) == nil) }

    @Test("blanks around a number are passed over, the decimal sign may be another one")
    func variants() {
        #expect(DecimalParser().parse("  3.5\t") == 3.5)
        #expect(DecimalParser(decimal: UInt8(ascii: ",")).parse("3,5") == 3.5)
        #expect(DecimalParser(decimal: UInt8(ascii: ",")).parse("3.5") == nil)
        #expect(DecimalParser().parse("-inf") == -.infinity)
        #expect(DecimalParser().parse("Infinity") == .infinity)
    }
}
