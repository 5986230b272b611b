import Spec
import TestSupport
import Testing

/// The order of arguments and of keys never changes a result: what could depend on it is refused or told.
@Suite struct OverrideOrderTests {
    static let text = minimal(
        """
        optimizer: {sgd: {lr: 0.5, momentum: 0.9}}
        train: {epochs: 7, batch_size: 5}
        metrics: [a, b, c]
        data: {steps: [{derive: {a: b}}, {filter: x}]}
        """)

    /// Arguments, key to look at, resolved value whatever their order.
    static let choices: [([String], [String], String)] = [
        (
            ["optimizer.lr=0.25", "optimizer=adam"], ["optimizer"],
            #"{"type":"adam","lr":0.25,"betas":[0.9,0.999]}"#
        ),
        (
            ["optimizer.lr=0.25", "optimizer.type=adam"], ["optimizer"],
            #"{"type":"adam","lr":0.25,"betas":[0.9,0.999]}"#
        ),
        (
            ["optimizer.lr=0.25", "optimizer.adam.betas=[0.5, 0.5]"], ["optimizer"],
            #"{"type":"adam","lr":0.25,"betas":[0.5,0.5]}"#
        ),
        (["optimizer.lr=0.25", "optimizer=sgd"], ["optimizer"], #"{"type":"sgd","lr":0.25,"momentum":0.9}"#),
        (
            ["optimizer={adam: {lr: 2}}", "optimizer.betas.0=0.5"], ["optimizer"],
            #"{"type":"adam","lr":2.0,"betas":[0.5,0.999]}"#
        ),
        (["train={epochs: 3}", "train.batch=6"], ["train", "epochs"], "3"),
        (["train={epochs: 3}", "train.batch=6"], ["train", "batch_size"], "6"),
        (
            ["model=[relu]", "+model.1={linear: 3}", "+model.2={linear: 4}", "model.1.bias=false"], ["model"],
            #"[{"type":"relu"},{"type":"linear","units":3,"bias":false},{"type":"linear","units":4,"bias":true}]"#
        ),
        (["~metrics.0", "~metrics.1", "metrics.2=d"], ["metrics"], #"["d"]"#),
        (["~data.steps.0", "data.steps.1.where=z"], ["data", "steps"], #"[{"type":"filter","where":"z"}]"#),
        (
            ["data.steps.0={derive: {a: e}}", "+data.steps.0.c=d"], ["data", "steps"],
            #"[{"type":"derive","columns":{"a":"e","c":"d"}},{"type":"filter","where":"x"}]"#
        ),
        (
            ["~optimizer.momentum", "optimizer.lr=1"], ["optimizer"],
            #"{"type":"sgd","lr":1.0,"momentum":0.0}"#
        ),
    ]

    @Test("arguments give the same specification in every order", arguments: choices)
    func everyOrder(_ arguments: [String], _ keys: [String], _ expected: String) {
        for order in permutations(arguments) {
            let loaded = load(Self.text, overrides: order)
            #expect(loaded.diagnostics.isEmpty, "\(order): \(loaded.text())")
            #expect(keys.reduce(loaded.resolved) { $0?[$1] }?.canonicalJSON == expected, "\(order)")
        }
    }

    /// Arguments that contradict each other.
    static let conflicts: [[String]] = [
        ["optimizer.lr=1", "optimizer.lr=2"],
        ["optimizer.lr=1", "optimizer.learning_rate=2"],
        ["optimizer.lr=1", "optimizer.sgd.lr=2"],
        ["optimizer=adam", "optimizer=sgd"],
        ["optimizer=adam", "optimizer.type=sgd"],
        ["optimizer=adam", "optimizer.sgd.lr=2"],
        ["optimizer={sgd: {lr: 1}}", "optimizer={sgd: {lr: 2}}"],
        ["train={epochs: 3}", "train={epochs: 4}"],
        ["train.batch=3", "train.batch_size=4"],
        ["optimizer.lr=1", "~optimizer.lr"],
        ["optimizer.lr=1", "~optimizer"],
        ["optimizer={sgd: {lr: 1}}", "~optimizer.lr"],
        ["metrics.0=d", "~metrics.0"],
        ["metrics=[d]", "~metrics.0"],
        ["data.steps.1.where=y", "~data.steps.1"],
        ["~train", "~train.epochs"],
        ["data.steps.0={derive: {c: d}}", "data.steps.0={derive: {e: f}}"],
    ]

    @Test("arguments that contradict each other are refused in every order", arguments: conflicts)
    func conflict(_ arguments: [String]) {
        for order in permutations(arguments) {
            let found = load(Self.text, overrides: order).diagnostics.all
            #expect(found.map(\.code) == ["override-conflict"], "\(order)")
            #expect(found.allSatisfy { $0.origin != .defaultValue })
        }
    }

    @Test("the deeper of two arguments wins in every order, and that is told")
    func deeperWins() {
        for order in permutations(["train={epochs: 3, batch_size: 9}", "train.epochs=4"]) {
            let loaded = load(Self.text, overrides: order)
            #expect(loaded.diagnostics.all.map(\.code) == ["override-lost"])
            #expect(!loaded.diagnostics.hasErrors)
            #expect(loaded.value?.train.epochs == 4)
            #expect(loaded.value?.train.batchSize == 9)
        }
    }

    @Test("the same value twice is no contradiction")
    func sameValue() {
        let loaded = load(
            Self.text, overrides: ["seed=3", "seed=3", "optimizer=adam", "optimizer.type=adam"])
        #expect(loaded.diagnostics.isEmpty, "\(loaded.text())")
    }

    @Test("what a trial sets comes above the command line, component before field")
    func trials() throws {
        let template = MergedSpec(
            .text(Self.text, name: "spec.yaml"), overrides: ["optimizer.lr=0.25", "train.epochs=3"],
            as: TestSpec.self)
        func loaded(_ values: [(String, SpecContent)]) throws -> TypedSpec<TestSpec> {
            template.load(
                changing: try values.map { path, content in
                    try #require(SpecOverride(setting: path, to: SpecNode(content, origin: .defaultValue)))
                })
        }
        // The field of the command line goes into the component the trial chooses.
        let chosen = try loaded([("optimizer", .string("adam"))])
        #expect(chosen.diagnostics.isEmpty)
        #expect(json(chosen, "optimizer", "type") == #""adam""#)
        #expect(json(chosen, "optimizer", "lr") == "0.25")
        // A field before its component, as a sweep may list them.
        let field = try loaded([
            ("optimizer.betas", .defaults([.number(0.1), .number(0.2)])), ("optimizer", .string("adam")),
        ])
        #expect(json(field, "optimizer") == #"{"type":"adam","lr":0.25,"betas":[0.1,0.2]}"#)
        // The trial's value wins over the command line's, whichever is deeper, and that is told.
        let same = try loaded([("train.epochs", .integer(9))])
        #expect(same.value?.train.epochs == 9)
        #expect(same.diagnostics.all.map(\.code) == ["override-lost"])
        let whole = try loaded([("optimizer", .defaults([("sgd", .defaults([("lr", .number(2))]))]))])
        #expect(json(whole, "optimizer", "lr") == "2.0")
        #expect(whole.diagnostics.all.map(\.code) == ["override-lost"])
        // A field that the component of the trial does not have is an error.
        let absent = try loaded([("optimizer", .string("adam")), ("optimizer.momentum", .number(0.5))])
        #expect(absent.diagnostics.all.map(\.code) == ["unknown-key"])
    }

    private func permutations(_ items: [String]) -> [[String]] {
        guard let first = items.first else { return [[]] }
        return permutations(Array(items.dropFirst())).flatMap { rest in
            (0...rest.count).map { position in
                var order = rest
                order.insert(first, at: position)
                return order
            }
        }
    }
}
