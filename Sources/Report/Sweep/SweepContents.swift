import Foundation
import Runs

/// What the directory of a sweep holds, read once for all sections of its report: `trials.csv`, `summary.json`, and the
/// curves of the trials.
package struct SweepContents: Sendable {
    package struct Trial: Sendable {
        package var number: Int
        package var state: String
        /// Not a number when there is none.
        package var objective: Double
        package var hash: String
        /// The earlier trial whose result this is.
        package var sameAs: Int?
        package var reason: String
        package var seconds: Double
        package var ended: RunTime?
    }

    /// One parameter of all trials.
    package struct Parameter: Sendable {
        package var path: String
        /// As it stands in the table.
        package var texts: [String]
        /// The numbers themselves, or places in `categories`; not a number where a trial has none.
        package var values: [Double]
        package var categories: [String]?
        package var scale: Axis.Scale
        /// Its last part, or as much as tells it from the others.
        package var label: String { path }
    }

    package let path: String
    package let id: String
    package let trials: [Trial]
    package let parameters: [Parameter]
    package let objective: String
    package let isSmallBest: Bool
    package let overview: SweepOverview?
    /// The trials that have an objective, the best first.
    package let ranking: [Int]
    /// Other figures of the trials by their columns.
    package let table: TableFile
    package let metrics: [String]

    /// - Errors: `RunError` when there is no table of trials
    package init(path: String) throws {
        let folder = (path as NSString).standardizingPath
        guard let table = TableFile(path: folder + "/trials.csv"),
            let last = table.names.firstIndex(where: { $0.hasSuffix(Self.objectiveMark) }),
            let seed = table.names.firstIndex(of: "seed"), seed < last
        else {
            throw RunError.damaged(path: folder, reason: "it has no readable trials.csv")
        }
        self.path = folder
        self.table = table
        id = (folder as NSString).lastPathComponent
        overview = try? RunJSON.decode(SweepOverview.self, from: folder + "/summary.json")
        isSmallBest = overview?.direction != "maximize"
        objective = String(table.names[last].dropLast(Self.objectiveMark.count))
        parameters = table.names[(seed + 1)..<last].map { Self.parameter($0, table) }
        let end = table.names.firstIndex(of: "epochs") ?? table.names.count
        metrics = Array(table.names[min(last + 1, end)..<end])
        let trials = Self.trials(table, table.names[last])
        self.trials = trials
        let sign = isSmallBest ? 1.0 : -1.0
        ranking = trials.indices.filter { trials[$0].objective.isFinite && trials[$0].hasResult }
            .sorted { (sign * trials[$0].objective, $0) < (sign * trials[$1].objective, $1) }
    }

    private static let objectiveMark = " (objective)"

    private static func trials(_ table: TableFile, _ objective: String) -> [Trial] {
        func numbers(_ name: String) -> [Double] {
            table.numbers(name) ?? [Double](repeating: .nan, count: table.rows)
        }
        func texts(_ name: String) -> [String] {
            table.texts(name) ?? [String](repeating: "", count: table.rows)
        }
        let number = numbers("trial")
        let state = texts("state")
        let values = numbers(objective)
        let hash = texts("hash")
        let same = numbers("same_as")
        let reason = texts("reason")
        let seconds = numbers("seconds")
        let ended = texts("ended")
        return (0..<table.rows).map { row in
            Trial(
                number: number[row].isFinite ? Int(number[row]) : row, state: state[row],
                objective: values[row],
                hash: hash[row], sameAs: same[row].isFinite ? Int(same[row]) : nil, reason: reason[row],
                seconds: seconds[row], ended: RunTime(text: ended[row]))
        }
    }

    /// Numbers when all that is there are numbers; else names, in the order of their first appearance.
    private static func parameter(_ name: String, _ table: TableFile) -> Parameter {
        let texts = table.texts(name) ?? []
        let numbers = table.numbers(name) ?? []
        let isNumeric = zip(texts, numbers).allSatisfy { $0.isEmpty || $1.isFinite }
        if isNumeric, numbers.contains(where: \.isFinite) {
            let finite = numbers.filter(\.isFinite)
            let low = finite.min() ?? 0
            let isLogarithmic = low > 0 && (finite.max() ?? 0) / low > 50
            return Parameter(
                path: name, texts: texts, values: numbers, categories: nil,
                scale: isLogarithmic ? .logarithmic : .linear)
        }
        var places: [String: Double] = [:]
        var categories: [String] = []
        let values = texts.map { text -> Double in
            if text.isEmpty { return .nan }
            if let place = places[text] { return place }
            places[text] = Double(categories.count)
            categories.append(text)
            return Double(categories.count - 1)
        }
        return Parameter(path: name, texts: texts, values: values, categories: categories, scale: .linear)
    }

    /// A trial's table of epochs, of its own directory or of the trial it is the same as.
    package func curves(of trial: Trial) -> TableFile? {
        let digits = String(trial.sameAs ?? trial.number)
        let zeros = String(repeating: "0", count: max(0, 5 - digits.utf8.count))
        let folder = "\(path)/trials/\(zeros)\(digits)-\(trial.hash.prefix(10))"
        return TableFile(path: folder + "/" + RunFile.metricsTable)
    }

    /// What the pointer shows for a trial.
    package func title(of trial: Int) -> String {
        "trial \(trials[trial].number), \(trials[trial].state)"
    }
}

extension SweepContents.Trial {
    /// Whether its objective counts: it was trained as far as it should.
    package var hasResult: Bool { state == "completed" || state == "stopped" }
}

/// What the page shows of `summary.json`.
package struct SweepOverview: Decodable, Sendable {
    package struct Importance: Decodable, Sendable {
        package var parameter: String
        package var share: Double
    }

    package var name: String
    package var status: String
    package var direction: String
    package var sampler: String
    package var pruner: String?
    package var importance: [Importance]
    package var seconds: Double
}
