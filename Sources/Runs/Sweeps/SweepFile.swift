/// The names of the files in a sweep directory.
package enum SweepFile {
    /// The folder of sweeps in the folder of results.
    package static let folder = "sweeps"
    package static let specification = "spec.yaml"
    package static let ledger = "ledger.jsonl"
    package static let table = "trials.csv"
    package static let summary = "summary.json"
    package static let best = "best.yaml"
    package static let trials = "trials"
    package static let claims = "claims"

    /// `00012-3fa9c15e07`
    package static func trialFolder(number: Int, hash: String) -> String {
        let digits = String(number)
        let zeros = String(repeating: "0", count: max(0, 5 - digits.count))
        return zeros + digits + "-" + hash.prefix(10)
    }
}
