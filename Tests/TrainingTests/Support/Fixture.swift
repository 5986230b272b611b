import Foundation

/// Numbers produced by the scripts in Tests/References, read from Tests/TrainingTests/Fixtures.
enum Fixture {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")
    static let references = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "References")
    static let root = references.deletingLastPathComponent().deletingLastPathComponent()

    static func read<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
        try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: name)))
    }
}

/// `Fixtures/pytorch.json`, written by Tests/References/training_pytorch.py.
struct PyTorchNumbers: Decodable {
    struct Optimizer: Decodable {
        var name: String
        var start: [Double]
        var gradients: [[Double]]
        var trace: [[Double]]
    }

    struct Loss: Decodable {
        var name: String
        var rows: Int
        var width: Int
        var outputs: [Double]
        var targets: [Double]
        var loss: Double
        var gradient: [Double]
    }

    struct Array: Decodable {
        var shape: [Int]
        var values: [Double]
    }

    struct Model: Decodable {
        var name: String
        var features: [Double]
        var targets: [Double]
        var rows: Int
        var columns: Int
        var start: [String: Array]
        var losses: [Double]
        var final: [String: Array]
        var weights: [Double]?

        /// A list of numbers as rows.
        func split(_ values: [Double], columns: Int) -> [[Double]] {
            stride(from: 0, to: values.count, by: columns).map { Swift.Array(values[$0..<($0 + columns)]) }
        }
    }

    struct Schedule: Decodable {
        var name: String
        var rates: [Double]
    }

    var optimizers: [Optimizer]
    var losses: [Loss]
    var models: [Model]
    var schedules: [Schedule]
    var plateau: Plateau?

    struct Plateau: Decodable {
        /// nil stands for NaN.
        var values: [Double?]
        var rates: [Double]
    }

    static func read() throws -> PyTorchNumbers {
        try Fixture.read("pytorch.json", as: PyTorchNumbers.self)
    }

    /// `Fixtures/catalogue.json`, written by Tests/References/training_catalogue.py.
    static func catalogue() throws -> PyTorchNumbers {
        try Fixture.read("catalogue.json", as: PyTorchNumbers.self)
    }
}

/// The largest difference between two lists relative to the size of the second one's largest number.
func largestDifference(_ found: [Double], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    let size = expected.reduce(1e-300) { max($0, abs($1)) }
    return zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / size
}
