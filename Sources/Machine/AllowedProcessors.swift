import Foundation
internal import CIntrinsics

/// The processors this process may use, which may be fewer than the machine has.
package enum AllowedProcessors {
    /// At least one. Whole processors: half of one more would be used up by a second thread that waits.
    package static let count = count(
        affinity: affinity ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))),
        quota: ControlGroup.current.processors, job: SlurmJob.current?.processors)

    /// - Parameter job: what the batch system gave; it need not keep the process to it
    package static func count(affinity: Int, quota: Double?, job: Int? = nil) -> Int {
        let whole = quota.map { max(1, Int(min($0, 1e6))) } ?? Int.max
        return max(1, min(affinity, whole, job ?? Int.max))
    }

    /// How many processors the process may be scheduled on (`taskset`, the cpuset of a container); nil where it cannot
    /// be asked.
    private static var affinity: Int? {
        let count = Int(assay_affinity_count())
        return count > 0 ? count : nil
    }
}
