import Spec
import Sweep
import Testing

@Suite struct GridTests {
    @Test func theLastParameterChangesFastest() throws {
        let trials = try Sweeps.trials(
            """
            parameters:
              optimizer.lr: [0.1, 0.01]
              train.batch_size: {int_uniform: [1, 3]}
            """)
        #expect(
            trials.map(\.text) == [
                "optimizer.lr=0.1 train.batch_size=1", "optimizer.lr=0.1 train.batch_size=2",
                "optimizer.lr=0.1 train.batch_size=3", "optimizer.lr=0.01 train.batch_size=1",
                "optimizer.lr=0.01 train.batch_size=2", "optimizer.lr=0.01 train.batch_size=3",
            ])
    }

    @Test func zippedParametersChangeTogether() throws {
        let trials = try Sweeps.trials(
            """
            parameters: {a: [1, 2], b: [x, y], c: [true, false]}
            zip: [a, b]
            """)
        #expect(
            trials.map(\.text) == ["a=1 b=x c=true", "a=1 b=x c=false", "a=2 b=y c=true", "a=2 b=y c=false"])
    }

    @Test func gridsOfAUnionFollowOneAnother() throws {
        let trials = try Sweeps.trials(
            """
            parameters: {seed: [1, 2]}
            grids:
              - parameters: {optimizer: [sgd], optimizer.momentum: [0, 0.9]}
              - parameters: {optimizer: [adam]}
            """)
        #expect(
            trials.map(\.text) == [
                "seed=1 optimizer=sgd optimizer.momentum=0", "seed=1 optimizer=sgd optimizer.momentum=0.9",
                "seed=2 optimizer=sgd optimizer.momentum=0", "seed=2 optimizer=sgd optimizer.momentum=0.9",
                "seed=1 optimizer=adam", "seed=2 optimizer=adam",
            ])
    }

    @Test func aParameterWhoseConditionDoesNotHoldIsNotMultiplied() throws {
        let trials = try Sweeps.trials(
            """
            parameters:
              optimizer: [sgd, {adam: {lr: 0.1}}]
              optimizer.momentum: {choice: [0, 0.9], when: {optimizer: sgd}}
              optimizer.eps: {choice: [1.0e-8, 1.0e-6], when: {optimizer: adam}}
            """)
        #expect(trials.count == 4)
        #expect(trials[1].text == "optimizer=sgd optimizer.momentum=0.9")
        #expect(trials[2].text == #"optimizer={"adam":{"lr":0.1}} optimizer.eps=1e-08"#)
    }

    @Test func repeatsDifferOnlyInTheirIndex() throws {
        let trials = try Sweeps.trials(
            """
            parameters: {a: [1, 2]}
            repeats: 2
            """)
        #expect(trials.map(\.text) == ["a=1", "a=1", "a=2", "a=2"])
        #expect(trials.map(\.repetition) == [0, 1, 0, 1])
        #expect(trials.map(\.number) == [0, 1, 2, 3])
    }
}
