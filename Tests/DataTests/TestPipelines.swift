import Data
import Foundation
import Kernels
import Spec
import TestSupport

/// The section `data:` of a specification written as a text of its own.
func dataSection(_ yaml: String, name: String = "spec.yaml") throws -> DataSection {
    let loaded = SpecReader.load(.text(yaml, name: name), as: DataSection.self)
    guard let section = loaded.value, !loaded.diagnostics.hasErrors else {
        throw SpecificationIsWrong(text: loaded.text(), diagnostics: loaded.diagnostics)
    }
    return section
}

struct SpecificationIsWrong: Error, CustomStringConvertible {
    var text: String
    var diagnostics: DiagnosticBag
    var description: String { text }
}

/// A specification over one CSV file in a folder of its own, with a cache of its own.
struct TestData {
    let folder: TemporaryFolder

    init(csv: String, name: String = "data.csv") throws {
        folder = try TemporaryFolder()
        try folder.write(csv, to: name)
    }

    var environment: DataEnvironment {
        DataEnvironment(
            cacheFolder: folder.file("cache"), downloadFolder: folder.file("downloads"), allowsDownload: false
        )
    }

    /// The pipeline of a `data:` section; paths are relative to the folder.
    func pipeline(_ yaml: String, seed: UInt64 = 1, elementType: ElementType = .float64) throws
        -> DataPipeline
    {
        let section = try dataSection(yaml, name: folder.file("spec.yaml"))
        return DataPipeline(section, seed: seed, elementType: elementType, environment: environment)
    }

    /// Prepares while the folder is there for sure.
    func prepare(
        _ yaml: String, seed: UInt64 = 1, elementType: ElementType = .float64,
        sharing memory: StageMemory? = nil
    ) throws -> PreparedData {
        defer { withExtendedLifetime(folder) {} }
        let pipeline = try pipeline(yaml, seed: seed, elementType: elementType)
        guard let memory else { return try pipeline.prepare() }
        guard let first = try pipeline.prepareFolds(sharing: memory).first else {
            throw CocoaError(.featureUnsupported)
        }
        return first
    }

    func read(_ options: CSVOptions = CSVOptions(), name: String = "data.csv") throws -> Table {
        defer { withExtendedLifetime(folder) {} }
        return try CSVReader(path: folder.file(name), options: options).read()
    }
}

/// The values of a column as text, `nil` where missing.
func texts(_ table: Table, _ name: String) -> [String?] {
    guard let column = table[name] else { return [] }
    return (0..<table.rowCount).map { column.description(row: $0) }
}

/// The values of a number column, `nil` where missing.
func numbers(_ table: Table, _ name: String) -> [Double?] {
    guard case .numbers(let column)? = table[name] else { return [] }
    return (0..<table.rowCount).map { column[$0] }
}

/// A matrix as rows.
func rows(_ matrix: DataMatrix) -> [[Double]] {
    (0..<matrix.rows).map { row in (0..<matrix.columns).map { matrix[row, $0] } }
}

/// What an expression throws, as text; empty when it throws nothing.
func errorText(_ work: () throws -> Void) -> String {
    do {
        try work()
        return ""
    } catch let error as DataDiagnostics {
        return error.all.map { "\($0.code): \($0.message)" }.joined(separator: "\n")
    } catch {
        return "\(error)"
    }
}

/// Numbers that look random and are the same in every run (Marsaglia's xorshift).
struct TestRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
