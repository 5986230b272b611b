import Data
import Runs
import Spec
import Sweep
import Training

/// A trial as it is to be run.
struct ResolvedTrial: Sendable {
    let point: TrialPoint
    let checked: CheckedSpec
    let model: ModelPlan
    /// What it sets, as arguments of the command line.
    let overrides: [String]
    /// Arguments of the command line without effect, because the trial sets another value.
    let lostOverrides: [Diagnostic]
    let resolved: ResolvedSpec
    /// SHA-256 of what it computes: equal trials give equal results.
    let hash: String
    /// Tells its prepared data from others.
    let dataKey: String
    /// Nil when it has to be trained alone.
    let stackKey: String?
    let cost: StackCost

    var number: Int { point.number }
    /// The name of the claim on it.
    var claim: String { SweepFile.trialFolder(number: number, hash: hash) }
    var seed: UInt64 { checked.spec.seed }
}

/// A trial that cannot be run, because its specification is wrong.
struct RefusedTrial: Error {
    var reason: String
    var hash: String
    var diagnostics: DiagnosticBag

    /// - Parameter overrides: what the trial sets, as arguments of the command line
    /// - Parameter remark: the reason where no finding is an error
    init(_ diagnostics: DiagnosticBag, overrides: [String], remark: String? = nil) {
        let error = diagnostics.sorted().first { $0.severity == .error }
        reason = error?.message ?? remark ?? "its specification is wrong"
        hash = FileHash.ofText(overrides.joined(separator: "\n"))
        self.diagnostics = diagnostics
    }
}

/// Trials of a stack whose specifications turned out to be wrong when their data were there.
struct RefusedTrials: Error {
    var refusals: [(trial: ResolvedTrial, refusal: RefusedTrial)]
}

extension ResolvedTrial {
    /// What only the prepared data show to be wrong; nil where nothing is.
    func refusal(knowing data: PreparedData) -> RefusedTrial? {
        let findings = DiagnosticBag(checked.subject.findings(knowing: data))
        return findings.hasErrors ? RefusedTrial(findings, overrides: overrides) : nil
    }
}

extension TrialPoint {
    /// The values by path, for the ledger.
    var parameters: [String: JSONValue] {
        Dictionary(assignments.map { ($0.path, $0.value.content.jsonValue) }) { _, last in last }
    }
}

extension SpecContent {
    var jsonValue: JSONValue {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .number(let value): .number(value)
        case .string(let value): .string(value)
        case .list(let items): .list(items.map(\.content.jsonValue))
        case .map(let entries):
            .map(
                Dictionary(entries.map { ($0.key, $0.value.content.jsonValue) }) { _, last in last })
        }
    }
}
