import Foundation
import Spec

package struct LogStep: FunctionStep {
    package static let name = "log"
    package static let about = """
        Replaces values by their logarithm.

            y = ln x,   or ln x / ln base

        - Limits: missing values stay missing; undone for predictions when the target is among the columns,
          so metrics are given in original units too
        - Errors: columns that are not numbers; values that are not above 0, with their count and the first
          one's row
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{log: area}"

    let columns: ColumnSelector
    let base: Double?

    package init(reading fields: inout FieldReader) {
        columns = fields.requiredColumnSelector("Columns whose logarithm is taken.")
        base = fields.optionalDouble("base", in: .positive, "Base of the logarithm, not 1; default e.")
        if base == 1 {
            fields.report(
                Diagnostic("out-of-range", "1 is no base of a logarithm", at: fields.origin(of: "base")))
        }
    }

    var function: Logarithm { Logarithm(base: base, addsOne: false) }
}

/// The logarithm of values, or of one plus them: what `log` and `log1p` become.
struct Logarithm: ColumnFunction {
    static let stateName = "log"

    /// `nil`: the natural logarithm.
    let base: Double?
    let addsOne: Bool

    var name: String { addsOne ? "log1p" : "log" }

    var domain: FunctionDomain {
        FunctionDomain(
            above: addsOne ? -1 : 0,
            help: addsOne ? "filter them out before" : "filter them out before, or use log1p")
    }

    func values(of column: NumberColumn) -> NumberColumn {
        if addsOne { return column.mapped { log1p($0) } }
        switch base {
        case nil: return column.mapped { log($0) }
        case 2?: return column.mapped { log2($0) }
        case 10?: return column.mapped { log10($0) }
        case let base?:
            let divisor = log(base)
            return column.mapped { log($0) / divisor }
        }
    }

    func inverse(_ value: Double) -> Double {
        if addsOne { return expm1(value) }
        return base.map { pow($0, value) } ?? exp(value)
    }
}
