import Foundation
import Machine
import Runs

/// The rows the model is most wrong about: where to look for wrong labels and missing features.
package enum HardestRowsSection: RunSection {
    package static let name = "hardest"
    package static let title = "Hardest rows"
    private static let count = 12

    package static func body(_ run: RunContents) -> HTMLText? {
        switch run.predictions {
        case .classification(let found): classes(found)
        case .regression(let targets): targets.first.flatMap { targets.count == 1 ? numbers($0) : nil }
        case nil: nil
        }
    }

    /// By the probability of the true class, the smallest first.
    private static func classes(_ found: ClassPredictions) -> HTMLText? {
        let rows = found.target.indices.sorted {
            (found.probabilities[found.target[$0]][$0], $0) < (found.probabilities[found.target[$1]][$1], $1)
        }
        var table = HTMLTable([
            .init("row of the source"), .init("true"), .init("predicted"),
            .init("probability of the true class", isNumber: true),
        ])
        for row in rows.prefix(count) {
            table.row([
                "\(Int(found.rows[row]))", found.classes[found.target[row]],
                found.classes[found.prediction[row]],
                NumberText.significant(found.probabilities[found.target[row]][row]),
            ])
        }
        return table.html
    }

    /// By the size of the residual.
    private static func numbers(_ target: RegressionPredictions) -> HTMLText? {
        let residuals = target.residuals
        let rows = residuals.indices.filter { residuals[$0].isFinite }
            .sorted { (-abs(residuals[$0]), $0) < (-abs(residuals[$1]), $1) }
        guard !rows.isEmpty else { return nil }
        var table = HTMLTable([
            .init("row of the source"), .init("true", isNumber: true), .init("predicted", isNumber: true),
            .init("residual", isNumber: true),
        ])
        for row in rows.prefix(count) {
            table.row([
                "\(Int(target.rows[row]))", NumberText.significant(target.target[row]),
                NumberText.significant(target.prediction[row]), NumberText.significant(residuals[row]),
            ])
        }
        return table.html
    }
}
