import Foundation
import Spec

/// What stands behind `--slurm` and `--kubernetes`: `workers=8,time=2h,partition=gpu`.
///
/// A comma in brackets or quotes belongs to its value: `exclude=node[1,3]`, `setup='module load gcc, cuda'`.
package struct ClusterOptions: Sendable, Equatable {
    /// The values by key, as they were written; a key that may be repeated has several.
    private(set) var values: [String: [String]] = [:]

    /// A key and what it means.
    struct Key {
        var name: String
        /// Other names of the same: submitit's.
        var aliases: [String] = []
        var isRepeated = false
    }

    /// What was written wrongly, in a sentence.
    package struct Mistake: Error {
        package var message: String
    }

    init(_ text: String, keys: [Key], option: String) throws {
        for part in Self.parts(text) {
            guard let equals = part.firstIndex(of: "=") else {
                throw Mistake(
                    message:
                        "\(option) is followed by keys and values, such as 'workers=8,time=2h', not by '\(part)'"
                )
            }
            let written = String(part[..<equals]).trimmingCharacters(in: .whitespaces)
            let value = Self.unquoted(String(part[part.index(after: equals)...]))
            guard let key = keys.first(where: { $0.name == written || $0.aliases.contains(written) }) else {
                let names = keys.map(\.name)
                let near = nearestName(to: written, in: names + keys.flatMap(\.aliases))
                let help =
                    near.map { "did you mean '\($0)'?" } ?? "it knows: " + names.joined(separator: ", ")
                throw Mistake(
                    message:
                        "\(option) has no key '\(written)'; \(help) (changes of the specification go before \(option))"
                )
            }
            guard !value.contains(where: \.isNewline), !value.isEmpty else {
                throw Mistake(message: "\(option): '\(written)' needs a value in one line")
            }
            if values[key.name] != nil, !key.isRepeated {
                throw Mistake(message: "\(option) has '\(written)' twice")
            }
            values[key.name, default: []].append(value)
        }
    }

    subscript(name: String) -> String? { values[name]?.first }

    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// A whole number in a range; nil where the key was not written.
    func count(_ name: String, in range: ClosedRange<Int>, option: String) throws -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw Mistake(
                message:
                    "\(option): '\(name)' must be a whole number from \(range.lowerBound) to \(range.upperBound), "
                    + "not '\(text)'")
        }
        return number
    }

    /// The text at the commas that stand in no brackets and no quotes.
    private static func parts(_ text: String) -> [String] {
        var parts: [String] = []
        var part = ""
        var depth = 0
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if "[({".contains(character) {
                depth += 1
            } else if "])}".contains(character) {
                depth -= 1
            } else if character == ",", depth <= 0 {
                parts.append(part)
                part = ""
                continue
            }
            part.append(character)
        }
        parts.append(part)
        return parts.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    private static func unquoted(_ text: String) -> String {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        guard let first = trimmed.first, first == "'" || first == "\"", trimmed.count > 1,
            trimmed.last == first
        else { return trimmed }
        return String(trimmed.dropFirst().dropLast())
    }

    // MARK: - On the command line

    /// Options whose value may be left out.
    private static let optional = ["--slurm", "--kubernetes"]

    /// The arguments with an empty value behind an option that stands without one: what follows it then is an option, a
    /// specification, or a change of one.
    package static func completed(_ arguments: [String]) -> [String] {
        var result: [String] = []
        for (place, argument) in arguments.enumerated() {
            guard optional.contains(argument) else {
                result.append(argument)
                continue
            }
            let next = place + 1 < arguments.count ? arguments[place + 1] : ""
            let key = next.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
            let isValue =
                next.contains("=") && !key.isEmpty && key.allSatisfy { $0.isLetter || $0 == "_" }
            // A lone comma is no value, but some parsers take an empty one for a missing one.
            result.append(isValue ? argument : argument + "=,")
        }
        return result
    }

    /// The arguments as a worker gets them: without what is done once, and without what each worker decides by itself.
    package static func worker(_ arguments: [String]) -> [String] {
        let withValue = optional + ["--more"]
        let flags = ["--retry-failed"]
        var result: [String] = []
        var skips = false
        for argument in completed(arguments) {
            if skips {
                skips = false
            } else if withValue.contains(argument) {
                skips = true
            } else if !flags.contains(argument), !withValue.contains(where: { argument.hasPrefix($0 + "=") })
            {
                result.append(argument)
            }
        }
        return result
    }
}
