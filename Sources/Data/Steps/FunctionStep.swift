import Spec

/// A step that replaces values by a function of them: exp, log, sqrt …
///
/// Its file is its formula, its inverse, the values it takes and its fields.
protocol FunctionStep: ColumnwiseStep {
    associatedtype Function: ColumnFunction
    var function: Function { get }
}

extension FunctionStep {
    static var takes: ColumnKinds { .numbers }
    package static var transforms: [any Transform.Type] { [FunctionTransform<Function>.self] }

    package var preparation: StepPreparation {
        stateless { FunctionTransform(columns: $0, function: function) }
    }
}

/// A function of one number that can be undone.
protocol ColumnFunction: Codable, Sendable {
    /// What its state is called in a run directory.
    static var stateName: String { get }
    /// Its name in messages.
    var name: String { get }
    /// The values it is defined for, a double's range included.
    var domain: FunctionDomain { get }
    func values(of column: NumberColumn) -> NumberColumn
    /// NaN where there is no such value.
    func inverse(_ value: Double) -> Double
}

extension ColumnFunction {
    var name: String { Self.stateName }
    var domain: FunctionDomain { FunctionDomain() }
}

/// The numbers a function takes.
struct FunctionDomain {
    var above = -Double.infinity
    var least = -Double.infinity
    var most = Double.infinity
    /// What to do about other values, `NAME` standing for the column.
    var help = ""

    /// Where the first value stands that is outside, and how many are. A missing value is NaN, and never is.
    func outside(_ values: UnsafeBufferPointer<Double>) -> (first: Int, count: Int)? {
        func isOutside(_ value: Double) -> Bool {
            value < least || value > most || (value <= above && above > -.infinity)
        }
        guard let first = values.firstIndex(where: isOutside) else { return nil }
        return (first, values.count(where: isOutside))
    }

    /// `not above 0`.
    var phrase: String {
        most < .infinity
            ? "above \(most)"
            : least > -.infinity ? "below \(numberText(least))" : "not above \(numberText(above))"
    }
}

/// What a function step becomes.
struct FunctionTransform<Function: ColumnFunction>: ReplacingTransform {
    static var stepName: String { Function.stateName }

    var columns: [String]
    let function: Function

    func made(of name: String, in table: Table) throws -> [Column] {
        let column = try table.numbers(name, for: function.name)
        if let (first, count) = function.domain.outside(column.values) {
            throw StepFailure(
                "\(count == 1 ? "1 value of '\(name)' is" : "\(count) values of '\(name)' are") "
                    + "\(function.domain.phrase), first \(column.values[first]) in data row \(table.rowId(first)) "
                    + "(counted from 0)", help: function.domain.help.replacing("NAME", with: name))
        }
        return [.numbers(function.values(of: column))]
    }

    func effect(on name: String) -> TargetEffect {
        .invertible(TargetStage("\(function)") { [function] in function.inverse($0) })
    }
}

/// The function's numbers stand beside the columns.
extension FunctionTransform: Codable {
    private enum Keys: String, CodingKey { case columns }

    init(from decoder: any Decoder) throws {
        columns = try decoder.container(keyedBy: Keys.self).decode([String].self, forKey: .columns)
        function = try Function(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
        try function.encode(to: encoder)
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(columns, forKey: .columns)
    }
}
