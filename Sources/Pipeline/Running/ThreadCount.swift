import Machine
import Spec

/// How many threads a training computes with. No result depends on it.
package enum ThreadCount {
    /// What may be asked for, in a specification and on the command line.
    package static let range = 1...1024
    static let asked = NumberRange.closed(Double(range.lowerBound), Double(range.upperBound))

    /// The command line decides, else the specification, else the machine; never more than there are processors for, as
    /// threads that wait for each other's processor make everything slower.
    static func of(_ asked: Int?, _ spec: ExperimentSpec) -> Int {
        max(1, min(asked ?? spec.threads ?? Int.max, AllowedProcessors.count))
    }
}
