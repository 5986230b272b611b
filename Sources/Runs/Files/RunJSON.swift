import Foundation
import Machine

/// The one way JSON is written into run directories: sorted keys, two spaces, round-trip numbers, a final
/// newline.
package enum RunJSON {
    package static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        var data = try encoder.encode(value)
        data.append(UInt8(ascii: "\n"))
        return data
    }

    /// One line, for output that programs read. What would command a terminal is written as an escape, so that the line
    /// can be shown as it is and still says the same.
    package static func encodeLine(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(value), as: UTF8.self)
        guard PrintableText.oneLine(text) != text else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            if PrintableText.of(scalar) == scalar {
                escaped.unicodeScalars.append(scalar)
            } else {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return escaped
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from path: String) throws -> Value {
        let data = try contents(of: path)
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw RunError.damaged(path: path, reason: reason(of: error))
        }
    }

    /// - Errors: `RunError.system` with the system's reason, also for a folder
    package static func contents(of path: String) throws -> Data {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw RunError.system(action: "read", path: path, code: errno)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw RunError.damaged(path: path, reason: "it is no regular file")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw RunError.system(action: "read", path: path, code: errno == 0 ? EIO : errno)
        }
        return data
    }

    /// What is wrong, as the end of a sentence about a file.
    package static func reason(of error: any Error) -> String {
        switch error {
        case let error as DecodingError: reason(of: error)
        case RunError.damaged(_, let reason): reason
        case RunError.system(_, _, let code): systemMessage(code)
        default: "\(error)"
        }
    }

    /// The error in words, even where the system's own text is written for programmers.
    package static func sentence(_ error: any Error) -> String {
        switch error {
        case let error as DecodingError: return "a file cannot be understood: " + reason(of: error)
        case let error as CocoaError: return error.localizedDescription
        case let error as any CustomStringConvertible: return error.description
        default: return reason(of: error)
        }
    }

    private static func reason(of error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _):
            return "the field '\(key.stringValue)' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return path.isEmpty ? "it is not JSON" : "the field '\(path)' has an unexpected value"
        @unknown default:
            return "it cannot be read"
        }
    }
}
