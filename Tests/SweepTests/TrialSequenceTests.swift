import Foundation
import Spec
import Sweep
import TestSupport
import Testing

@Suite struct TrialSequenceTests {
    @Test func knownPointsComeFirstAndAreCompleted() throws {
        let sequence = try Sweeps.sequence(
            """
            parameters: {a: {uniform: [0, 1]}, b: [x, y]}
            sampler: {random: 5}
            enqueue: [{a: 0.5, b: y}, {b: x}]
            """)
        let trials = try Sweeps.next(sequence, from: 0, after: [])
        #expect(trials.count == 5)
        #expect(trials[0].text == "a=0.5 b=y")
        #expect(trials[1].text("b") == "x")
        #expect((0...1).contains(trials[1].number("a") ?? -1))
        #expect(trials.map(\.origin) == [.enqueued, .enqueued, .sampled, .sampled, .sampled])
    }

    @Test func knownPointsMayUseShortNamesAndOtherSpellings() throws {
        let sequence = try Sweeps.sequence(
            """
            parameters: {optimizer.lr: {uniform: [0, 1]}, "model.0.units": [8, 16]}
            sampler: {random: 1}
            enqueue: {lr: 0.25, "model[0].units": 16}
            """)
        let trials = try Sweeps.next(sequence, from: 0, after: [])
        #expect(trials.map(\.text) == ["optimizer.lr=0.25 model.0.units=16"])
    }

    @Test func generationsFollowTheRandomBeginning() throws {
        let sequence = try Sweeps.sequence(
            """
            parameters: {a: {uniform: [0, 1]}}
            sampler: {tpe: {trials: 17, startup_trials: 6, generation: 4}}
            repeats: 2
            """)
        #expect(sequence.trialCount == 34)
        #expect(sequence.generation(from: 0) == 0..<12)
        #expect(sequence.generation(from: 12) == 12..<20)
        #expect(sequence.generation(from: 13) == 12..<20)
        #expect(sequence.generation(from: 28) == 28..<34)
        #expect(sequence.generation(from: 34) == nil)
    }

    @Test func cohortsCutAGeneration() throws {
        let sequence = try Sweeps.sequence(
            """
            parameters: {a: {range: 10}}
            pruner: {median: {cohort: 4}}
            """)
        let generation = try #require(sequence.generation(from: 0))
        #expect(sequence.cohorts(of: generation, maximum: 9) == [0..<4, 4..<8, 8..<10])
    }

    @Test func trialsMayBeListed() throws {
        let trials = try Sweeps.trials("trials: [{a: 1, optimizer: {sgd: {lr: 0.1}}}, {a: 2}]")
        #expect(trials.map(\.text) == [#"a=1 optimizer={"sgd":{"lr":0.1}}"#, "a=2"])
        #expect(trials.map(\.origin) == [.listed, .listed])
    }

    @Test func trialsMayStandInAFile() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "optimizer.lr,model.0.units,name\r\n0.1,\"[64, 32]\",\"a \"\"b\"\", c\"\r\n0.01,,'7'\r\n\r\n",
            to: "trials.csv")
        let trials = try Sweeps.trials("trials: {csv: \(folder.file("trials.csv"))}")
        #expect(
            trials.map(\.text) == [
                #"optimizer.lr=0.1 model.0.units=[64,32] name=a \"b\", c"#, "optimizer.lr=0.01 name=7",
            ])
    }

    /// Repeats of a point are one observation: the mean of those that completed.
    @Test func rankingPutsFailuresLast() {
        func observation(_ number: Int, _ ending: Observation.Ending, _ cost: Double) -> Observation {
            Observation(number: number, point: [], ending: ending, cost: cost)
        }
        let ranked = Observation.ranked([
            observation(0, .failed, .infinity), observation(1, .completed, 3),
            observation(2, .pruned(epoch: 2), 0),
            observation(3, .completed, .nan), observation(4, .completed, 3),
            observation(5, .pruned(epoch: 7), 9),
            observation(6, .completed, -1),
        ])
        #expect(ranked.map(\.number) == [6, 1, 4, 5, 2, 0, 3])
    }
}
