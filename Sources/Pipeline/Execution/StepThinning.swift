/// Which steps `steps.csv` has a row for: all of the first 10,000, then every 10th, from 100,000 on every 100th, and so
/// on by decades.
///
///     stride(step) = max(1, 10^(⌈log₁₀ step⌉ - 4));   a step is written when stride divides it
///
/// 10,000 rows, and 9,000 more for each further decade of steps: a thousand million steps give 55,000 rows. What is
/// written depends on the step alone, neither on the budget nor on interruptions, so that a resumed or prolonged run
/// has the rows of one that was never interrupted.
package enum StepThinning {
    package static let complete = 10_000

    /// The distance between written steps around a step, counted from 1.
    static func stride(at step: Int) -> Int {
        var stride = 1
        var end = complete
        while step > end, end <= Int.max / 10 {
            stride *= 10
            end *= 10
        }
        return stride
    }

    package static func isWritten(_ step: Int) -> Bool { step.isMultiple(of: stride(at: step)) }

    /// Rows written for the first `steps` steps.
    package static func rows(upTo steps: Int) -> Int {
        var rows = 0
        var start = 0
        while start < steps {
            let stride = stride(at: start + 1)
            let end = min(steps, complete * stride)
            rows += end / stride - start / stride
            start = end
        }
        return rows
    }
}
