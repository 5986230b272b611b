import Spec
import TestSupport
import Testing

/// `extends`, overrides and interpolation, by tables of input and resolved value.
@Suite struct LayeringTests {
    @Test func layersMergeMapsAndReplaceLists() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            model: [relu, {linear: 3}]
            loss: mse
            optimizer: {sgd: {lr: 0.5, momentum: 0.9}}
            train: {epochs: 7, batch: 5}
            data: {path: rows.csv}
            """, to: "lower/base.yaml")
        try folder.write(
            "extends: lower/base.yaml\noptimizer: {type: sgd, learning_rate: 0.25}\n", to: "middle.yaml")
        let top = try folder.write(
            "extends: [middle.yaml]\nmodel: [{linear: 9}]\ntrain: {batch_size: 6}\n", to: "top.yaml")
        let loaded = SpecReader.load(.path(top), as: TestSpec.self)
        #expect(loaded.diagnostics.isEmpty, "\(loaded.text())")
        #expect(json(loaded, "optimizer") == #"{"type":"sgd","lr":0.25,"momentum":0.9}"#)
        #expect(json(loaded, "model") == #"[{"type":"linear","units":9,"bias":true}]"#)
        #expect(loaded.value?.train.epochs == 7)
        #expect(loaded.value?.train.batchSize == 6)
        // A path belongs to the folder of the file it stands in.
        #expect(loaded.value?.data.path?.resolved == folder.file("lower/rows.csv"))
        #expect(
            loaded.sources.all.map(\.name) == [
                top, folder.file("middle.yaml"), folder.file("lower/base.yaml"),
            ])
    }

    @Test func laterLayersWinAndAnotherTypeReplaces() throws {
        let folder = try TemporaryFolder()
        try folder.write("optimizer: {sgd: {momentum: 0.9}}\nseed: 1\nmodel: relu\n", to: "a.yaml")
        try folder.write("optimizer: {adam: {lr: 0.5}}\nseed: 2\n", to: "b.yaml")
        let top = try folder.write("extends: [a.yaml, b.yaml]\nloss: mae\n", to: "top.yaml")
        let loaded = SpecReader.load(.path(top), as: TestSpec.self)
        #expect(loaded.diagnostics.isEmpty, "\(loaded.text())")
        #expect(loaded.value?.seed == 2)
        #expect(json(loaded, "optimizer") == #"{"type":"adam","lr":0.5,"betas":[0.9,0.999]}"#)
    }

    @Test func aDiamondOfLayersReadsEachFileOnce() throws {
        let folder = try TemporaryFolder()
        // 2^30 readings if each use read its file again.
        for level in 1...30 {
            try folder.write("extends: [s\(level - 1).yaml, s\(level - 1).yaml]\n", to: "s\(level).yaml")
        }
        try folder.write(minimal("seed: 4"), to: "s0.yaml")
        let loaded = SpecReader.load(.path(folder.file("s30.yaml")), as: TestSpec.self)
        #expect(loaded.value?.seed == 4)
        #expect(loaded.sources.all.count == 31)
    }

    /// File, override, key to look at, resolved value. The grammar is Hydra 1.3's.
    static let overrides: [(String, String, [String], String)] = [
        ("", "seed=5", ["seed"], "5"),
        ("seed: 1", "seed=5", ["seed"], "5"),
        ("seed: 1", "++seed=5", ["seed"], "5"),
        ("", "+seed=5", ["seed"], "5"),
        ("seed: 1", "~seed", ["seed"], "0"),
        ("seed: 1", "~seed=1", ["seed"], "0"),
        ("", "name=", ["name"], #""""#),
        ("", "name='a=b'", ["name"], #""a=b""#),
        ("", "name=a=b", ["name"], #""a=b""#),
        ("note: x", "note=null", ["note"], "null"),
        ("note: x", "comment=y", ["note"], #""y""#),
        ("", "metrics=[a, b]", ["metrics"], #"["a","b"]"#),
        ("metrics: [a, b]", "metrics.1=c", ["metrics"], #"["a","c"]"#),
        ("metrics: [a, b]", "metrics[0]=c", ["metrics"], #"["c","b"]"#),
        ("metrics: [a, b]", "~metrics.0", ["metrics"], #"["b"]"#),
        ("metrics: [a]", "+metrics.1=b", ["metrics"], #"["a","b"]"#),
        ("", "train.epochs=3", ["train", "epochs"], "3"),
        ("train: {batch: 3}", "train.batch_size=4", ["train", "batch_size"], "4"),
        ("train: {batch_size: 3}", "train.batch=4", ["train", "batch_size"], "4"),
        ("train:", "train.epochs=4", ["train", "epochs"], "4"),
        ("", "train.every=5 steps", ["train", "every"], #""5 steps""#),
        // Every form of a component, and none.
        ("optimizer: sgd", "optimizer.lr=0.5", ["optimizer"], #"{"type":"sgd","lr":0.5,"momentum":0.0}"#),
        ("optimizer: {sgd: {lr: 1}}", "optimizer.lr=0.5", ["optimizer", "lr"], "0.5"),
        ("optimizer: {type: sgd, lr: 1}", "optimizer.learning_rate=0.5", ["optimizer", "lr"], "0.5"),
        ("", "optimizer.lr=0.5", ["optimizer"], #"{"type":"sgd","lr":0.5,"momentum":0.0}"#),
        (
            "optimizer: {sgd: {momentum: 0.9}}", "optimizer.sgd.lr=0.5", ["optimizer"],
            #"{"type":"sgd","lr":0.5,"momentum":0.9}"#
        ),
        (
            "optimizer: {sgd: {momentum: 0.9}}", "optimizer.adam.lr=0.5", ["optimizer"],
            #"{"type":"adam","lr":0.5,"betas":[0.9,0.999]}"#
        ),
        ("optimizer: {sgd: {momentum: 0.9}}", "optimizer=adam", ["optimizer", "type"], #""adam""#),
        (
            "optimizer: {sgd: {momentum: 0.9}}", "optimizer.type=adam", ["optimizer"],
            #"{"type":"adam","lr":0.001,"betas":[0.9,0.999]}"#
        ),
        ("optimizer: {sgd: {momentum: 0.9}}", "optimizer.type=sgd", ["optimizer", "momentum"], "0.9"),
        (
            "optimizer: {sgd: {momentum: 0.9}}", "optimizer={sgd: {lr: 1}}", ["optimizer"],
            #"{"type":"sgd","lr":1.0,"momentum":0.9}"#
        ),
        ("optimizer: {sgd: {momentum: 0.9}}", "~optimizer.momentum", ["optimizer", "momentum"], "0.0"),
        ("optimizer: {sgd: {momentum: 0.9}}", "~optimizer", ["optimizer", "momentum"], "0.0"),
        ("optimizer: adam", "optimizer.betas.0=0.5", ["optimizer", "betas"], "[0.5,0.999]"),
        (
            "optimizer: {adam: {betas: [0.1, 0.2]}}", "optimizer.betas.1=0.5", ["optimizer", "betas"],
            "[0.1,0.5]"
        ),
        // Components in lists.
        (
            "data: {steps: [{standardize: a}, {filter: x}]}", "data.steps.1.filter=y", ["data", "steps"],
            #"[{"type":"standardize","columns":["a"],"shares":{}},{"type":"filter","where":"y"}]"#
        ),
        (
            "data: {steps: {filter: x}}", "data.steps.0.where=y", ["data", "steps"],
            #"[{"type":"filter","where":"y"}]"#
        ),
        (
            "data: {steps: {derive: {a: b}}}", "data.steps.0.a=c", ["data", "steps"],
            #"[{"type":"derive","columns":{"a":"c"}}]"#
        ),
        (
            "data: {steps: {derive: {a: b}}}", "+data.steps.0.'x y'=c", ["data", "steps"],
            #"[{"type":"derive","columns":{"a":"b","x y":"c"}}]"#
        ),
        (
            "data: {steps: {filter: x}}", "+data.steps.1={derive: {a: b}}", ["data", "steps"],
            #"[{"type":"filter","where":"x"},{"type":"derive","columns":{"a":"b"}}]"#
        ),
    ]

    @Test(arguments: overrides)
    func overrideChanges(_ text: String, _ override: String, _ keys: [String], _ expected: String) {
        let loaded = load(minimal(text), overrides: [override])
        #expect(loaded.diagnostics.isEmpty, "\(loaded.text())")
        #expect(keys.reduce(loaded.resolved) { $0?[$1] }?.canonicalJSON == expected)
    }

    @Test func overridesApplyInOrder() {
        let loaded = load(minimal(), overrides: ["model=[relu]", "+model.1={linear: 3}", "model.1.units=4"])
        #expect(json(loaded, "model") == #"[{"type":"relu"},{"type":"linear","units":4,"bias":true}]"#)
    }

    /// File, key to look at, resolved value.
    static let interpolations: [(String, [String], String)] = [
        ("seed: 3\ntrain: {epochs: '${seed}'}", ["train", "epochs"], "3"),
        ("seed: 3\nname: run-${seed}-of-${train.epochs}", ["name"], #""run-3-of-10""#),
        ("name: ${optimizer.lr}-${optimizer.type}\noptimizer: {sgd: {lr: 0.5}}", ["name"], #""0.5-sgd""#),
        ("name: a${optimizer.sgd.momentum}\noptimizer: sgd", ["name"], #""a0""#),
        ("name: a${model.0.type}", ["name"], #""arelu""#),
        ("name: a${optimizer.learning_rate}", ["name"], #""a0.01""#),
        (
            "optimizer: {adam: {betas: [0.5, 0.25]}}\ndata: {weights: [1, 2, '${optimizer.betas.1}']}",
            ["data", "weights"], "[1.0,2.0,0.25]"
        ),
        ("note: adam\noptimizer: ${note}", ["optimizer", "type"], #""adam""#),
        ("metrics: [a, b]\nnote: ${metrics.1}", ["note"], #""b""#),
        ("note: a\nname: ${note}\nmetrics: ['${name}${name}']", ["metrics"], #"["aa"]"#),
        ("name: $${seed}", ["name"], #""${seed}""#),
        ("name: $$${seed}", ["name"], #""$${seed}""#),
        ("name: $", ["name"], #""$""#),
        ("seed: ${env:SEED}", ["seed"], "17"),
        ("seed: ${env:ABSENT,4}", ["seed"], "4"),
        ("train: {epochs: 6}\nseed: '${env:ABSENT, ${train.epochs}}'", ["seed"], "6"),
        ("name: s${env:SEED}e", ["name"], #""s17e""#),
        ("note: ${env:ABSENT,}", ["note"], "null"),
        ("train: {shuffle: '${env:FLAG}'}", ["train", "shuffle"], "false"),
        ("note: x\ndata: {path: '${note}/rows.csv'}", ["data", "path"], #""x/rows.csv""#),
    ]

    @Test(arguments: interpolations)
    func interpolationGives(_ text: String, _ keys: [String], _ expected: String) {
        let loaded = load(minimal(text), environment: ["SEED": "17", "FLAG": "false"])
        #expect(loaded.diagnostics.isEmpty, "\(loaded.text())")
        #expect(keys.reduce(loaded.resolved) { $0?[$1] }?.canonicalJSON == expected)
    }

    @Test func overriddenValuesAreSeenByInterpolations() {
        let loaded = load(minimal("name: ${seed}x"), overrides: ["seed=9"])
        #expect(loaded.value?.name == "9x")
    }

    @Test func interpolationBombIsRefused() {
        var text = "a0: aaaaaaaaaa\n"
        for level in 1...40 { text += "a\(level): ${a\(level - 1)}${a\(level - 1)}\n" }
        let loaded = load(minimal(text))
        #expect(loaded.diagnostics.all.contains { $0.code == "too-large" })
        var lists = "a0: [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            lists += "a\(level): ['${a\(level - 1)}', '${a\(level - 1)}', '${a\(level - 1)}']\n"
        }
        lists += "a10: " + String(repeating: "['${a9}', '${a9}']", count: 1) + "\n"
        #expect(load(minimal(lists)).diagnostics.all.contains { $0.code == "too-large" })
    }
}
