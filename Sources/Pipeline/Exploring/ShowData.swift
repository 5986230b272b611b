import Data
import Foundation
import Machine
import Runs
import Spec

/// What `assay data` was asked for.
package struct DataRequest: Sendable {
    /// A specification or a data file.
    package var path: String
    package var overrides: [String]
    /// What is known of the form of a data file.
    package var reading = ReaderRequest()
    /// The column that relations are measured against; nil for the specification's.
    package var target: String?
    /// A step by its name or its number, counted from 1: what it does is shown.
    package var after: String?

    package init(path: String, overrides: [String] = [], target: String? = nil, after: String? = nil) {
        self.path = path
        self.overrides = overrides
        self.target = target
        self.after = after
    }
}

/// `assay data SPEC`, `assay data FILE`: what the data hold, or what a step does to them.
package enum ShowData {
    package static func perform(
        _ request: DataRequest, output: CommandOutput = CommandOutput(),
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> CommandStatus {
        output.catching {
            if let tables = try tables(request) {
                try write(tables, output) { lines(tables, request.path, output.results) }
                return .done
            }
            let data = try ExploredData(
                request.path, overrides: request.overrides, reading: request.reading, target: request.target,
                environment: environment)
            let step = try request.after.map { try stepIndex($0, of: data) }
            try show(data, request, step: step, output)
            return .done
        }
    }

    /// The tables of a database, where it is not said which one is meant and there are several.
    private static func tables(_ request: DataRequest) throws -> [DatabaseTable]? {
        guard ExploredData.Kind(path: request.path) == .sqlite, request.reading.database.isEmpty else {
            return nil
        }
        let tables = try DatabaseTable.all(inFile: request.path)
        return tables.count == 1 ? nil : tables
    }

    private static func lines(
        _ tables: [DatabaseTable], _ path: String, _ terminal: Terminal
    ) -> [String] {
        guard !tables.isEmpty else { return ["'\(path)' has no tables"] }
        var text = TextTable([.left, .right, .left])
        text.row(["TABLE", "ROWS", "COLUMNS"].map { terminal.painted($0, .dim) })
        for table in tables {
            let columns = table.columns.prefix(8).joined(separator: ", ")
            text.row([
                table.table, table.rows.map { NumberText.count($0) } ?? "",
                columns + (table.columns.count > 8 ? ", …" : ""),
            ])
        }
        return text.lines() + ["", "look at one: assay data \(path) --table \(tables[0].table)"]
    }

    private static func show(
        _ data: ExploredData, _ request: DataRequest, step: Int?, _ output: CommandOutput
    ) throws {
        let source = try data.source(output).table
        if let step {
            let effect = StepEffect(
                try data.pipeline.inspect(step: step, source: source), target: data.target,
                targetType: data.pipeline.section.targetType)
            try write(effect, output) { StepEffectText(effect: effect, terminal: output.results).lines() }
            return
        }
        if let target = request.target, source[target] == nil, !data.isSpecification {
            throw data.noColumn("'\(target)'", named: target, in: source)
        }
        let (table, stage) = try profiled(data, source)
        var roles = data.isSpecification ? data.pipeline.roles(in: table.schema) : [:]
        let others = otherTargets(data, in: table)
        for name in others { roles[name] = .target }
        let profile = DataProfile(
            table, target: data.target, targetType: data.pipeline.section.targetType, roles: roles,
            decimals: data.decimals
        )
        let remarks = data.remarks + [remark(on: others, beside: data.target)].compactMap(\.self)
        let text = ProfileText(
            profile: profile, title: data.name + stage, remarks: remarks, hidesUnused: false,
            terminal: output.results)
        if output.isJSON, !output.isQuiet { for remark in remarks { output.messages.line(remark) } }
        try write(profile, output) { text.lines() }
    }

    /// The targets of a specification with several, but for the one that relations are measured against.
    private static func otherTargets(_ data: ExploredData, in table: Table) -> [String] {
        guard data.isSpecification else { return [] }
        return data.pipeline.section.targets.value.filter { $0 != data.target && table[$0] != nil }
    }

    private static func remark(on others: [String], beside target: String?) -> String? {
        guard let first = others.first, let target else { return nil }
        return
            "relations to '\(target)', one of \(others.count + 1) targets; --target \(first) shows those to '\(first)'"
    }

    /// The rows as they come. Where a step makes the target, as the steps before the split leave them: relations to a
    /// target that is not there yet could not be shown.
    private static func profiled(
        _ data: ExploredData, _ source: Table
    ) throws -> (table: Table, stage: String) {
        guard data.isSpecification, let target = data.target, source[target] == nil else {
            return (source, "")
        }
        let table = try data.pipeline.tableBeforeSplit(source)
        return (table, ", after the steps before the split")
    }

    private static func write(
        _ value: some Encodable, _ output: CommandOutput, lines: () -> [String]
    ) throws {
        if output.isJSON {
            output.results.line(try RunJSON.encodeLine(value))
        } else {
            for line in lines() { output.results.line(line) }
        }
    }

    /// The position of a step, counted from 0.
    private static func stepIndex(_ text: String, of data: ExploredData) throws -> Int {
        let names = data.pipeline.section.steps.map { type(of: $0.value).name }
        if let number = Int(text), names.indices.contains(number - 1) { return number - 1 }
        let matching = names.indices.filter { names[$0] == text }
        if matching.count == 1 { return matching[0] }
        let listed = names.enumerated().map { "\($0 + 1) \($1)" }.joined(separator: ", ")
        let reason: String
        if matching.count > 1 {
            reason =
                "'\(text)' stands \(matching.count) times among the steps; name it by its number: \(listed)"
        } else if names.isEmpty {
            reason = "'\(data.name)' has no steps"
        } else {
            reason = "'\(data.name)' has no step '\(text)'; its steps are: \(listed)"
        }
        throw CommandFailure(.command, reason)
    }
}
