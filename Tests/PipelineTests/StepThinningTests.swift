import Foundation
import Pipeline
import Runs
import Testing

@Suite("Thinning of steps.csv")
struct StepThinningTests {
    /// All of 1 … 10,000; 10,010 … 100,000 by tens: 9,000; by hundreds up to a million: 9,000; by thousands to 10⁷.
    @Test(arguments: [
        (0, 0), (1, 1), (10_000, 10_000), (10_009, 10_000), (10_010, 10_001), (100_000, 19_000),
        (100_099, 19_000), (1_000_000, 28_000), (10_000_000, 37_000), (1_000_000_000, 55_000),
    ])
    func countsOfRows(steps: Int, rows: Int) {
        #expect(StepThinning.rows(upTo: steps) == rows)
    }

    @Test("What is counted is what is written")
    func countEqualsWriting() {
        var rows = 0
        for step in 1...120_000 {
            rows += StepThinning.isWritten(step) ? 1 : 0
            if step.isMultiple(of: 997) || step <= 20 || (9_990...10_030).contains(step) {
                #expect(StepThinning.rows(upTo: step) == rows)
            }
        }
    }
}
