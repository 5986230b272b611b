import Spec
import Sweep
import Testing

@Suite struct ConstraintTests {
    @Test func forbiddenCombinationsAreCountedAndLeftOut() throws {
        let sequence = try Sweeps.sequence(
            """
            parameters: {optimizer.lr: [0.1, 1], train.batch_size: [16, 64, 256]}
            constraints: lr * batch_size <= 64
            """)
        let generation = try #require(sequence.generation(from: 0))
        let batch = try sequence.trials(of: generation, after: [])
        // 0.1·16, 0.1·64, 0.1·256, 1·16, 1·64 are at most 64; 1·256 is not.
        #expect(batch.trials.count == 5)
        #expect(batch.droppedCount == 1)
        #expect(sequence.trialCount == 5)
    }

    /// Expressions over a = 3, b = 'sgd', c = true, d = {adam: {…}} and e, which does not count.
    static let truths: [(String, Bool)] = [
        ("a == 3", true), ("a != 3", false), ("a < 4 and b == 'sgd'", true), ("not c", false),
        ("d == 'adam'", true), ("a ^ 2 == 9 or c", true), ("sqrt(a + 1) == 2", true),
        ("max(a, 5) == 5", true), ("if(c, a, 0) == 0", false), ("a % 2 == 1", true), ("-a < 0", true),
        ("b < 'tuv'", true), ("a / 2 > 1.4 and a / 2 < 1.6", true),
        // What is made of a key that does not count is missing, and a missing constraint holds.
        ("e > 100", true), ("is_missing(e)", true), ("coalesce(e, 1) == 2", false), ("c and e > 100", true),
        ("not c and e > 100", false),
    ]

    @Test(arguments: truths.map(\.0))
    func truth(expression: String) throws {
        let expected = try #require(Self.truths.first { $0.0 == expression }).1
        let trials = try Sweeps.trials(
            """
            parameters:
              a: [3]
              b: [sgd]
              c: [true]
              d: [{adam: {lr: 0.1}}]
              e: {choice: [1], when: {b: adam}}
            constraints: ["\(expression.replacing("\\", with: "\\\\"))"]
            """)
        #expect(trials.isEmpty != expected)
    }

    @Test func randomDrawsAgainAndGivesUpInTheEnd() throws {
        let trials = try Sweeps.trials(
            """
            parameters: {x: {uniform: [0, 1]}}
            constraints: x > 0.9
            sampler: {random: 10}
            """)
        #expect(trials.count == 10)
        #expect(trials.allSatisfy { $0.number("x") ?? 0 > 0.9 })
        #expect(throws: SamplingError.constraintsHardlyHold(attempts: 10_000)) {
            try Sweeps.trials("parameters: {x: {uniform: [0, 1]}}\nconstraints: x > 2\nsampler: {random: 1}")
        }
    }

    @Test func conditionsMayBeExpressions() throws {
        let trials = try Sweeps.trials(
            """
            parameters:
              late: {choice: [7], when: "early > 1 and optimizer == 'sgd'"}
              optimizer: [sgd, adam]
              early: [1, 2]
            """)
        #expect(
            trials.map(\.text) == [
                "optimizer=sgd early=1", "late=7 optimizer=sgd early=2", "optimizer=adam early=1",
                "optimizer=adam early=2",
            ])
    }
}
