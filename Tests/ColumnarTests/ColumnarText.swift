import Columnar
import Foundation

/// A columnar file as `Tests/References/columnar_files.py` writes what it holds: a line for each column, its name and
/// its values with tabs between them.
enum ColumnarText {
    static var fixtures: String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures").path
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: fixtures + "/" + name)))
    }

    static func open(_ bytes: [UInt8]) throws -> any ColumnarFile {
        try ColumnarOpening.open(ColumnarSource(bytes))
    }

    /// The values of a column, as text; what cannot be read throws.
    static func values(_ file: any ColumnarFile, _ column: Int) throws -> [String] {
        var all: [String] = []
        for (group, rows) in file.groupRows.enumerated() {
            switch file.columns[column].kind {
            case .number:
                let (numbers, facts) = try numbers(file, column, group, rows)
                all +=
                    facts.isRounded
                    ? try texts(file, column, group) : numbers.map { $0.isNaN ? "~" : "\($0)" }
            case .boolean:
                var truths = [UInt8](repeating: 0, count: rows + 1)
                try truths.withUnsafeMutableBufferPointer { truths in
                    guard let base = truths.baseAddress else { return }
                    try file.booleans(column: column, group: group, into: base)
                }
                all += truths.prefix(rows).map { ["false", "true", "~"][Int(min($0, 2))] }
            case .text: all += try texts(file, column, group)
            case .tensor(let element): all += try lists(file, column, group, rows, element)
            case .refused(let what): return ["refused: " + what]
            }
        }
        return all
    }

    static func numbers(
        _ file: any ColumnarFile, _ column: Int, _ group: Int, _ rows: Int
    ) throws -> ([Double], NumberFacts) {
        var facts = NumberFacts()
        var numbers = [Double](repeating: 0, count: rows + 1)
        numbers[rows] = 4711
        try numbers.withUnsafeMutableBufferPointer { numbers in
            guard let base = numbers.baseAddress else { return }
            facts = try file.numbers(column: column, group: group, into: base)
        }
        guard numbers[rows] == 4711 else { throw ColumnarError("wrote beyond its rows") }
        return (Array(numbers.prefix(rows)), facts)
    }

    static func texts(_ file: any ColumnarFile, _ column: Int, _ group: Int) throws -> [String] {
        let chunk = try file.texts(column: column, group: group)
        return chunk.codes.map { code in
            guard code >= 0 else { return "~" }
            return String(decoding: chunk[Int(code)], as: UTF8.self)
                .replacing("\t", with: "\\t").replacing("\n", with: "\\n")
        }
    }

    private static func lists(
        _ file: any ColumnarFile, _ column: Int, _ group: Int, _ rows: Int, _ element: TensorElement
    ) throws -> [String] {
        let chunk = try file.tensors(column: column, group: group)
        let width = chunk.width ?? 0
        return chunk.withBytes { bytes in
            (0..<rows).map { row in
                let numbers = (row * width..<(row + 1) * width).map { index in
                    switch element {
                    case .byte: "\(bytes[index])"
                    case .float32: "\(bytes.loadUnaligned(fromByteOffset: 4 * index, as: Float.self))"
                    case .float64: "\(bytes.loadUnaligned(fromByteOffset: 8 * index, as: Double.self))"
                    }
                }
                return "[" + numbers.joined(separator: " ") + "]"
            }
        }
    }

    /// Whether two texts are the same, or the same number, or lists of the same numbers.
    static func isSame(_ first: String, _ second: String) -> Bool {
        if first == second { return true }
        if first.hasPrefix("["), second.hasPrefix("[") {
            let parts = [first, second].map { $0.dropFirst().dropLast().split(separator: " ") }
            return parts[0].count == parts[1].count
                && zip(parts[0], parts[1]).allSatisfy { isSame(String($0), String($1)) }
        }
        guard let left = Double(first), let right = Double(second) else { return false }
        return left == right
    }
}
