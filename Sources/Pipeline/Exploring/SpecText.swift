import Foundation

/// Values as a specification writes them.
enum SpecText {
    /// Double quotes around a text, whatever is in it; `${` of the text is not a reference.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.replacing("${", with: "$${").unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static let words: Set<String> = [
        "true", "false", "null", "features", "target", "numeric", "categorical", "all", "y", "n", "yes", "no",
    ]

    /// Bare where that reads as the same text.
    static func value(_ text: String) -> String {
        let isPlain = text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.\-]*/) != nil
        return isPlain && !words.contains(text.lowercased()) ? text : quoted(text)
    }

    /// The column of exactly this name, for a selector: some names would be read as patterns, ranges or roles.
    static func column(_ name: String) -> String {
        let isSpecial =
            words.contains(name) || name.contains { "*?[]{}".contains($0) } || name.contains("..")
            || name.contains(" except ") || name.allSatisfy(\.isNumber)
        return isSpecial ? "{name: \(quoted(name))}" : value(name)
    }

    /// A list of columns on as many lines as it takes.
    static func columns(_ names: [String], indent: Int, width: Int = 96) -> String {
        var lines: [String] = []
        var line = "["
        for (index, name) in names.enumerated() {
            let piece = column(name) + (index + 1 < names.count ? ", " : "]")
            if indent + line.count + piece.count > width, line.count > 1 {
                lines.append(line.trimmingCharacters(in: .whitespaces))
                line = ""
            }
            line += piece
        }
        lines.append(line)
        return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
    }
}
