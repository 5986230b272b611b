import Foundation
import Runs

/// What is known of a sweep, read once for all sections of its report: the table of its trials, its summary, and the
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
        /// Its last part, or as much as tells it from the others: for charts, where room is scarce.
        package var label: String
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
    package let table: CSVTable
    package let metrics: [String]

    /// From the files of the directory, which may be older than its ledger.
    ///
    /// - Errors: `RunError` when there is no table of trials
    package init(path: String) throws {
        let folder = (path as NSString).standardizingPath
        guard let table = CSVTable(path: folder + "/" + SweepFile.table) else {
            throw RunError.damaged(path: folder, reason: "it has no readable trials.csv")
        }
        let summary = folder + "/" + SweepFile.summary
        let overview =
            (try? RunJSON.decode(SweepSummary.self, from: summary)).map { SweepOverview($0) }
            ?? (try? RunJSON.decode(SweepOverview.self, from: summary))
        try self.init(path: folder, table: table, overview: overview)
    }

    /// From the ledger, whatever was written besides.
    ///
    /// - Errors: `RunError` when the ledger has no first line
    package init(_ directory: SweepDirectory, state: SweepState, summary: SweepSummary) throws {
        guard let table = CSVTable(bytes: Array(SweepTable.text(state).utf8)) else {
            throw RunError.damaged(path: directory.path, reason: "its ledger has no first line")
        }
        try self.init(path: directory.path, table: table, overview: SweepOverview(summary))
    }

    private init(path folder: String, table: CSVTable, overview: SweepOverview?) throws {
        guard let last = table.names.firstIndex(where: { $0.hasSuffix(Self.objectiveMark) }),
            let seed = table.names.firstIndex(of: "seed"), seed < last
        else {
            throw RunError.damaged(path: folder, reason: "its table of trials has no objective")
        }
        self.path = folder
        self.table = table
        id = (folder as NSString).lastPathComponent
        self.overview = overview
        isSmallBest = overview?.direction != "maximize"
        objective = String(table.names[last].dropLast(Self.objectiveMark.count))
        let paths = Array(table.names[(seed + 1)..<last])
        parameters = paths.map { Self.parameter($0, among: paths, table) }
        let end = table.names.firstIndex(of: "epochs") ?? table.names.count
        metrics = Array(table.names[min(last + 1, end)..<end])
        let trials = Self.trials(table, table.names[last])
        self.trials = trials
        let sign = isSmallBest ? 1.0 : -1.0
        ranking = trials.indices.filter { trials[$0].objective.isFinite && trials[$0].hasResult }
            .sorted { (sign * trials[$0].objective, $0) < (sign * trials[$1].objective, $1) }
    }

    private static let objectiveMark = " (objective)"

    private static func trials(_ table: CSVTable, _ objective: String) -> [Trial] {
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
    private static func parameter(_ name: String, among paths: [String], _ table: CSVTable) -> Parameter {
        let label = shortest(name, among: paths)
        let texts = table.texts(name) ?? []
        let numbers = table.numbers(name) ?? []
        let isNumeric = zip(texts, numbers).allSatisfy { $0.isEmpty || $1.isFinite }
        if isNumeric, numbers.contains(where: \.isFinite) {
            return Parameter(
                path: name, texts: texts, values: numbers, categories: nil,
                scale: isLogarithmic(numbers.filter(\.isFinite)) ? .logarithmic : .linear, label: label)
        }
        var places: [String: Double] = [:]
        var categories: [String] = []
        let values = texts.map(shortened).map { text -> Double in
            if text.isEmpty { return .nan }
            if let place = places[text] { return place }
            places[text] = Double(categories.count)
            categories.append(text)
            return Double(categories.count - 1)
        }
        return Parameter(
            path: name, texts: texts.map(shortened), values: values, categories: categories, scale: .linear,
            label: label)
    }

    /// Whether values were spread over decades on purpose: positive, a factor of ten apart, and their median nearer to
    /// the middle of the logarithms than to the middle of the numbers.
    private static func isLogarithmic(_ values: [Double]) -> Bool {
        let sorted = values.sorted()
        guard let low = sorted.first, let high = sorted.last, low > 0, high / low >= 10 else { return false }
        let median = sorted[sorted.count / 2]
        let linear = (median - low) / (high - low)
        let logarithmic = log(median / low) / log(high / low)
        return abs(logarithmic - 0.5) < abs(linear - 0.5)
    }

    /// The last parts of a path that no other path ends with.
    private static func shortest(_ path: String, among paths: [String]) -> String {
        let parts = path.split(separator: ".")
        for count in 1..<max(2, parts.count) {
            let ending = parts.suffix(count).joined(separator: ".")
            let isAlone = !paths.contains { $0 != path && ($0 == ending || $0.hasSuffix("." + ending)) }
            if isAlone { return ending }
        }
        return path
    }

    /// A component as a word with its settings: `{"sgd":{"momentum":0.9}}` → `sgd momentum 0.9`.
    static func shortened(_ text: String) -> String {
        guard text.hasPrefix("{") || text.hasPrefix("[") else { return text }
        let words = text.split { "{}[]\":".contains($0) }.filter { !$0.isEmpty }
        return words.joined(separator: " ").replacing(" ,", with: ",").replacing(",", with: ", ")
            .replacing(",  ", with: ", ")
    }

    /// A trial's table of epochs, of its own directory or of the trial it is the same as.
    package func curves(of trial: Trial) -> CSVTable? {
        CSVTable(path: "\(path)/\(folder(of: trial))/\(RunFile.metricsTable)")
    }

    /// A trial's run directory, relative to the sweep's.
    package func folder(of trial: Trial) -> String {
        let name = SweepFile.trialFolder(number: trial.sameAs ?? trial.number, hash: trial.hash)
        return SweepFile.trials + "/" + name
    }

    /// The label of a parameter, or of several with commas between them, as importance names them.
    package func label(of paths: String) -> String {
        paths.split(separator: ",").map { path in
            let path = path.trimmingCharacters(in: .whitespaces)
            return parameters.first { $0.path == path }?.label ?? path
        }.joined(separator: ", ")
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
    /// The most important first.
    package var importance: [Importance]
    /// Why it should not be relied on.
    package var importanceCaveat: String?
    /// Mean and spread over the repeats of each point, the best first; empty or nil without repeats.
    package var points: [SweepSummary.Point]?
    /// How many seeds a point should have; nil without repeats.
    package var repeats: Int?
    package var seconds: Double

    init(_ summary: SweepSummary) {
        name = summary.name
        status = summary.status
        direction = summary.direction
        sampler = summary.sampler
        pruner = summary.pruner
        importance = summary.importance.map { Importance(parameter: $0.parameter, share: $0.share) }
        importanceCaveat = summary.importanceCaveat
        points = summary.points
        repeats = summary.best?.repeats
        seconds = summary.seconds
    }
}
