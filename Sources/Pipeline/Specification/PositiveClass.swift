import Data
import Spec
import Training

/// The class, of two, that `f1`, `precision`, `recall`, `specificity` and `pr_auc` are about.
///
/// `data.positive` names it; else it is the class with fewer training rows, and of two with equally many the second in
/// the order of the classes. All folds of a cross-validation have the same.
struct PositiveClass: Equatable {
    let name: String

    /// - Parameter all: the data, of a cross-validation those of every fold
    /// - Returns: nil where the target has not two classes
    /// - Errors: `DataDiagnostics` when `data.positive` names none of two classes
    static func of(_ section: DataSection, in all: [PreparedData]) throws -> PositiveClass? {
        var rows: [(name: String, count: Int)] = []
        for data in all {
            guard case .classes(let names) = data.target else { break }
            for (place, count) in counts(data, names.count).enumerated() {
                if let known = rows.firstIndex(where: { $0.name == names[place] }) {
                    rows[known].count += count
                } else {
                    rows.append((names[place], count))
                }
            }
        }
        let classes = rows.map(\.name)
        if let asked = section.positive {
            guard classes.count == 2, classes.contains(asked.value.name) else {
                throw DataDiagnostics([finding(asked, classes)])
            }
            return PositiveClass(name: asked.value.name)
        }
        guard rows.count == 2 else { return nil }
        return PositiveClass(name: rows[0].count < rows[1].count ? rows[0].name : rows[1].name)
    }

    private static func counts(_ data: PreparedData, _ classes: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: classes)
        guard let train = data[split: "train"] else { return counts }
        for row in 0..<train.rows {
            let value = train.targets[row, 0]
            if value >= 0, value < Double(classes) { counts[Int(value)] += 1 }
        }
        return counts
    }

    private static func finding(_ asked: Located<ClassLabel>, _ classes: [String]) -> Diagnostic {
        guard classes.count == 2 else {
            let what = classes.isEmpty ? "a real target" : "a target of \(classes.count) classes"
            return Diagnostic(
                "positive-class", "'positive' names one of two classes, but there is \(what)",
                at: asked.origin,
                help: "remove 'positive'")
        }
        return Diagnostic(
            "positive-class", "'\(asked.value.name)' is none of the classes", at: asked.origin,
            help: nearestName(to: asked.value.name, in: classes).map { "did you mean '\($0)'?" }
                ?? "name one of the classes", notes: ["classes: " + classes.joined(separator: ", ")])
    }

    /// Its position among the classes of a target; 1 where it is none of them.
    func index(in target: TargetKind) -> Int {
        guard case .classes(let names) = target else { return 1 }
        return names.firstIndex(of: name) ?? 1
    }
}

extension Optional where Wrapped == PositiveClass {
    /// The positive class's position among the classes of a target; 1 without one.
    func index(in target: TargetKind) -> Int { self?.index(in: target) ?? 1 }
}
