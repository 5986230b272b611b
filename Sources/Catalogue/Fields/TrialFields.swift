import Foundation
import Runs

/// The trials of a sweep as a table of fields: what the ledger says of each, and what its directory says beside it.
///
/// A trial whose directory was removed is left out: nothing is listed that is gone. One that failed before it had a
/// directory, and one that has the result of an equal trial, are in the ledger alone.
package struct TrialFields {
    package let sweep: SweepDirectory
    package let opening: SweepOpening
    /// In the order of trials.
    package let records: [TrialRecord]
    /// Finished trials whose directories are gone.
    package let missing: Int

    /// What the ledger knows of a trial besides parameters and figures, with its meaning.
    package static let facts: [(name: String, meaning: String)] = [
        ("trial", "its number, counted from 0"),
        ("point", "the point of the search space"),
        ("repetition", "which of the point's repeats"),
        ("same_as", "the earlier trial with the same specification whose result it has"),
        ("attempt", "how often it was tried"),
    ]

    /// - Errors: `RunError.damaged` for a ledger without its first line
    package init(_ sweep: SweepDirectory) throws {
        let state = try sweep.state()
        guard let opening = state.opening else {
            throw RunError.damaged(path: sweep.path, reason: "its ledger has no first line")
        }
        self.sweep = sweep
        self.opening = opening
        let folders = Set(RunFolder.names(in: sweep.file(SweepFile.trials)))
        records = state.ordered.filter { $0.state == .failed || folders.contains($0.folderName) }
        missing = state.records.count - records.count
    }

    /// The named fields of every trial; directories are read only for names the ledger does not have.
    package func columns(_ names: [String]) -> FieldColumns {
        let known = records.map { fields(of: $0) }
        var columns: [String: [FieldValue?]] = [:]
        let inLedger = Set(known.flatMap(\.keys)).union(Self.facts.map(\.name))
        for name in names where inLedger.contains(name) { columns[name] = known.map { $0[name] } }
        let others = Set(names.filter { !inLedger.contains($0) })
        if !others.isEmpty {
            let contents = directories()
            for name in others { columns[name] = contents.map { $0[name] } }
        }
        var table = FieldColumns(paths: records.map { "\(SweepFile.trials)/\($0.folderName)" })
        for (name, values) in columns { table.set(name, values) }
        return table
    }

    /// Every name any trial has a value of.
    package func knownNames() -> [String] {
        var names = Set(records.flatMap { fields(of: $0).keys })
        for fields in directories() { names.formUnion(fields.keys) }
        return names.sorted()
    }

    private func directories() -> [[String: FieldValue]] {
        let sweep = sweep
        return records.concurrentMap(pieceSize: 64) { piece in
            piece.map { record in
                guard let run = try? RunDirectory(path: sweep.trialFolder(record.folderName)) else {
                    return [:]
                }
                let fields = RunFields.read(run, path: record.folderName) + RunFields.keys(run)
                return Dictionary(fields, uniquingKeysWith: { first, _ in first })
            }
        }
    }

    private func fields(of record: TrialRecord) -> [String: FieldValue] {
        func number(_ value: Int?) -> FieldValue? { FieldValue.number(value.map(Double.init)) }
        var fields: [String: FieldValue?] = [
            "trial": number(record.number), "status": .text(record.state.rawValue),
            "reason": record.reason.map(FieldValue.text), "point": number(record.point),
            "repetition": number(record.repetition), "seed": number(record.seed),
            "same_as": number(record.sameAs), "attempt": number(record.attempt),
            "epochs": number(record.epochs), "steps": number(record.steps),
            "best_epoch": number(record.bestEpoch), "time": FieldValue.number(record.seconds as Double?),
            "started": .moment(
                RunTime(milliseconds: record.ended.milliseconds - Int64(min(record.seconds, 1e12) * 1000))),
            "ended": .moment(record.ended), "run": .text(record.folderName),
            "sweep": .text(sweep.id), "metric": .text(opening.objective),
            "score": FieldValue.number(record.objective), "name": .text(opening.name),
            "better": .text(opening.direction == "maximize" ? "higher" : "lower"),
        ]
        for (name, value) in record.metrics { fields[name] = FieldValue.number(value) }
        for (name, value) in record.parameters { fields[name] = Self.value(value) }
        return fields.compactMapValues { $0 }
    }

    private static func value(_ value: JSONValue) -> FieldValue? {
        switch value {
        case .number(let number): FieldValue.number(number)
        case .integer(let number): .number(Double(number))
        case .string(let text): .text(text)
        case .bool(let flag): .flag(flag)
        case .null: nil
        case .list, .map: .text(value.text)
        }
    }
}
