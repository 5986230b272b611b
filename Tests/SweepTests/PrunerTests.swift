import Spec
import Sweep
import Testing

/// Decisions by hand.
@Suite struct PrunerTests {
    private func rung(
        _ resource: Int, of maximum: Int = 27, _ values: [Double], from first: Int = 0,
        earlier: [Double] = [],
        _ objective: Objective = Objective(.minimize, "loss")
    ) -> Rung {
        Rung(
            epoch: resource, maximum: maximum,
            cohort: values.enumerated().map {
                RungValue(trial: first + $0.offset, value: $0.element, objective: objective)
            },
            earlier: earlier.enumerated().map {
                RungValue(trial: $0.offset, value: $0.element, objective: objective)
            })
    }

    @Test func medianStopsWhatIsAboveTheMedian() {
        // Sorted 1 2 3 4 5: the median is 3.
        #expect(MedianPruner().stopped(at: rung(1, [5, 1, 3, 2, 4])) == [0, 4])
        // With 0.5 and 0.6 before: 0.5 0.6 1 2 3 4 5, the median is 2.
        #expect(
            MedianPruner().stopped(at: rung(1, [5, 1, 3, 2, 4], from: 2, earlier: [0.5, 0.6])) == [2, 4, 6])
        // Fewer than five values: nobody, except who has none.
        #expect(MedianPruner().stopped(at: rung(1, [5, 1, .nan, 2])) == [2])
        let most = Objective(.maximize, "accuracy")
        #expect(MedianPruner().stopped(at: rung(1, [5, 1, 3, 2, 4], most)) == [1, 3])
    }

    @Test func percentileLetsTheBestShareGoOn() {
        // Sorted 1 2 3 4 5: 25 % is at position 1, the value 2; 30 % between 2 and 3; 80 % between 4 and 5.
        #expect(PercentilePruner(percentile: 25).stopped(at: rung(1, [5, 1, 3, 2, 4])) == [0, 2, 4])
        #expect(PercentilePruner(percentile: 30).stopped(at: rung(1, [5, 1, 3, 2, 4])) == [0, 2, 4])
        #expect(PercentilePruner(percentile: 80).stopped(at: rung(1, [5, 1, 3, 2, 4])) == [0])
    }

    @Test func rungsComeAfterTheWarmUpInEqualSteps() {
        let pruner = MedianPruner(warmup: 2, interval: 3)
        #expect(pruner.rungs(of: 0, maximum: 12) == [3, 6, 9])
        #expect(pruner.rungs(of: 0, maximum: 3) == [])
        #expect(pruner.rungs(of: 0, maximum: 0) == [])
    }

    @Test func thresholdLooksAtTheValueAsMeasured() {
        let most = Objective(.maximize, "accuracy")
        let pruner = ThresholdPruner(lower: 0.2, upper: 0.9)
        #expect(pruner.stopped(at: rung(1, [0.1, 0.2, 0.9, 0.91, .nan, .infinity], most)) == [0, 3, 4, 5])
    }

    @Test func halvingKeepsTheBestThird() {
        let pruner = SuccessiveHalvingPruner()
        #expect(pruner.rungs(of: 0, maximum: 27) == [1, 3, 9])
        #expect(SuccessiveHalvingPruner(minResource: 2, skip: 1).rungs(of: 0, maximum: 30) == [6, 18])
        // Seven trials: 7 / 3 = 2 go on, the two ones; of equal ones the lowest number.
        #expect(pruner.stopped(at: rung(1, [4, 1, 2, 2, 9, .nan, 3])) == [0, 3, 4, 5, 6])
        #expect(pruner.stopped(at: rung(1, [4, 5])) == [1])
    }

    @Test func ashaLooksAtEarlierNumbersOnly() {
        let pruner = AsynchronousHalvingPruner(reductionFactor: 2)
        // One after the other: 5 is best of one; 4 best of two; 6 not among 1 of 3; 3 among 2 of 4;
        // 4.5 not among 2 of 5.
        #expect(pruner.stopped(at: rung(1, [5, 4, 6, 3, 4.5])) == [2, 4])
        // The same, cut into two cohorts.
        #expect(pruner.stopped(at: rung(1, [6, 3, 4.5], from: 2, earlier: [5, 4])) == [2, 4])
    }

    @Test func hyperbandHasItsBrackets() {
        // R = 27, η = 3: the table of the paper for R = 27: 27, 12, 6 and 4 trials.
        let pruner = HyperbandPruner()
        #expect(pruner.cohort(maximum: 27) == 49)
        #expect(pruner.rungs(of: 0, maximum: 27) == [1, 3, 9])
        #expect(pruner.rungs(of: 26, maximum: 27) == [1, 3, 9])
        #expect(pruner.rungs(of: 27, maximum: 27) == [3, 9])
        #expect(pruner.rungs(of: 39, maximum: 27) == [9])
        #expect(pruner.rungs(of: 45, maximum: 27) == [])
        #expect(pruner.rungs(of: 49, maximum: 27) == [1, 3, 9])
        // At 9: trials 25 and 26 are of bracket 3, 27 and 28 of bracket 2, each halved by itself.
        #expect(pruner.stopped(at: rung(9, [2, 1, 7, 8], from: 25)) == [25, 28])
        #expect(pruner.rungs(of: 0, maximum: 1) == [])
        #expect(pruner.cohort(maximum: .max) ?? 0 > 0)
    }
}

/// What every registered pruner must do.
@Suite struct PrunerConformanceTests {
    static let written = [
        "asha", "hyperband", "median", "none", "{percentile: 40}", "successive_halving",
        "{threshold: {upper: 0.8}}",
    ]

    private static func pruner(_ written: String) throws -> any Pruner {
        try Sweeps.search("parameters: {a: [1]}\npruner: \(written)").pruner
    }

    @Test func everyPrunerIsHere() throws {
        let names = try Self.written.map { type(of: try Self.pruner($0)).name }
        #expect(names == prunerFamily.all.names)
    }

    @Test(arguments: written)
    func rungsAscendAndEndBeforeTheMaximum(written: String) throws {
        let pruner = try Self.pruner(written)
        for maximum in [0, 1, 2, 10, 81] {
            for trial in [0, 1, 30, 1_000] {
                let rungs = pruner.rungs(of: trial, maximum: maximum)
                #expect(rungs == Set(rungs).sorted())
                #expect(rungs.allSatisfy { $0 >= 1 && $0 < maximum })
            }
        }
    }

    /// Stops only trials of the cohort, whatever order they are handed over in; not-a-number goes before
    /// numbers.
    @Test(arguments: written)
    func decidesForTheCohortWhateverItsOrder(written: String) throws {
        let pruner = try Self.pruner(written)
        let objective = Objective(.minimize, "loss")
        let values = (0..<30).map { trial in
            let value = trial % 10 == 3 ? Double.nan : Double((trial * 7) % 30) / 30
            return RungValue(trial: trial, value: value, objective: objective)
        }
        let stopped = pruner.stopped(
            at: Rung(epoch: 1, maximum: 27, cohort: Array(values[10...]), earlier: Array(values[..<10])))
        let again = pruner.stopped(
            at: Rung(
                epoch: 1, maximum: 27, cohort: values[10...].reversed(), earlier: values[..<10].reversed())
        )
        #expect(stopped == again)
        #expect(stopped == stopped.sorted())
        #expect(stopped.allSatisfy { (10..<30).contains($0) })
        if pruner.cohort(maximum: 27) == nil {
            #expect(stopped.isEmpty)
        } else if pruner.rungs(of: 10, maximum: 27).contains(1) {
            #expect(Set([13, 23]).isSubset(of: stopped))
            #expect(stopped.count < 20)
        }
    }

    @Test(arguments: written)
    func nobodyIsStoppedWhoIsAlone(written: String) throws {
        let pruner = try Self.pruner(written)
        let value = RungValue(trial: 0, value: 0.5, objective: Objective(.minimize, "loss"))
        #expect(pruner.stopped(at: Rung(epoch: 1, maximum: 27, cohort: [value])) == [])
        #expect(pruner.stopped(at: Rung(epoch: 1, maximum: 27, cohort: [])) == [])
    }
}
