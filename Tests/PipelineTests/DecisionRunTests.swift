import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// Thresholds, temperatures, groups and starting weights, as a person meets them.
@Suite("What is made of predictions")
struct DecisionRunTests {
    /// 80 rows of two classes that overlap; every fifth is fraud or so, in three regions.
    private func workspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        let rows = (0..<80).map { row -> String in
            let size = Double(row * 37 % 80) / 20 - 2
            let noise = Double(row * 53 % 17) / 8 - 1
            let isFraud = size + noise > 1.2
            return
                "\(size),\(noise * noise),\(["north", "south", "west"][row % 3]),\(isFraud ? "fraud" : "ok")"
        }
        try workspace.folder.write(
            "size,other,region,label\n" + rows.joined(separator: "\n") + "\n", to: "rows.csv")
        try workspace.folder.write(
            """
            name: claims
            seed: 1
            data:
              source: {csv: rows.csv}
              target: label
              features: [size, other]
              split: {random: {train: 0.5, val: 0.25, test: 0.25}}
            model: [{linear: 4}, tanh, {linear: 1}]
            loss: bce
            optimizer: {adam: 0.05}
            train: {epochs: 8, batch_size: 8}
            metrics: [{f1: {by: region}}, accuracy, log_loss, confusion_matrix]
            calibrate: temperature
            threshold: {maximize: f1}
            """, to: "claims.yaml")
        return workspace
    }

    private func predictions(_ run: RunDirectory) throws -> [[String: String]] {
        let text = try String(contentsOfFile: run.file(RunFile.predictions), encoding: .utf8)
        let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
        return lines.dropFirst().map { Dictionary(zip(lines[0], $0)) { first, _ in first } }
    }

    @Test("one threshold and one temperature are stored and used everywhere", arguments: ["", "folds"])
    func oneDecision(kind: String) throws {
        let workspace = try workspace()
        let folds = kind == "folds" ? ["data.split={k_fold: 4}"] : []
        let outcome = workspace.run(folds, specification: "claims.yaml", writesReport: true)
        #expect(outcome.status == .done)
        let run = try #require(workspace.runs.first)
        let metrics = try #require(try run.metrics())
        let decision = try #require(metrics.decision)
        #expect(decision.fittedOn == (folds.isEmpty ? "val" : "out_of_fold"))
        #expect(decision.rows == (folds.isEmpty ? 20 : 80))
        let threshold = try #require(decision.threshold)
        let temperature = try #require(decision.temperature)
        #expect(temperature > 0 && threshold > 0 && threshold < 1)
        #expect(decision.maximized == "f1")
        #expect((decision.figure?.after ?? .nan) >= (decision.figure?.before ?? .nan))
        #expect((decision.logLoss?.after ?? .nan) <= (decision.logLoss?.before ?? .nan))
        let lines = try predictions(run)
        for line in lines {
            let probability = try #require(line["p_fraud"].flatMap(Double.init))
            #expect(line["prediction"] == (probability >= threshold ? "fraud" : "ok"))
        }
        // New rows are predicted as the run's own.
        let source = try String(contentsOfFile: workspace.folder.file("rows.csv"), encoding: .utf8)
            .split(separator: "\n").map(String.init)
        let numbers = lines.compactMap { $0["row"].flatMap { Int($0) } }
        try workspace.folder.write(
            ([source[0]] + numbers.map { source[$0 + 1] }).joined(separator: "\n") + "\n", to: "new.csv")
        #expect(workspace.predict(["probabilities"]).status == .done)
        let page = try String(contentsOfFile: run.file(RunFile.report), encoding: .utf8)
        #expect(page.contains("which makes f1 largest on"))
        #expect(page.contains("f1 (fraud) by region"))
        guard folds.isEmpty else { return }
        #expect(metrics.splits["val"]?["f1"] == decision.figure?.after)
        let found = workspace.evaluate(split: "test", isJSON: true)
        struct Figures: Decodable { var metrics: [String: Double] }
        let figures = try JSONDecoder().decode(Figures.self, from: Data(found.results.utf8)).metrics
        for (name, value) in metrics.splits["test"] ?? [:] { #expect(figures[name] == value, "\(name)") }
        let out = try String(contentsOfFile: workspace.folder.file("out.csv"), encoding: .utf8)
        #expect(out.split(separator: "\n").count == lines.count + 1)
        for (line, own) in zip(out.split(separator: "\n").dropFirst(), lines) {
            #expect(line.contains("," + (own["prediction"] ?? "?") + ","))
        }
    }

    /// Rows of the groups add up to the rows of the part; accuracy by groups, weighed by rows, is that of all.
    @Test("groups are those of the source's column, of the run and of new rows")
    func groups() throws {
        let workspace = try workspace()
        workspace.run(
            ["metrics=[{accuracy: {by: region}}]", "calibrate=null", "threshold=0.4"],
            specification: "claims.yaml")
        let run = try #require(workspace.runs.first)
        let metrics = try #require(try run.metrics())
        #expect(metrics.decision?.threshold == 0.4 && metrics.decision?.fittedOn == nil)
        let table = try #require(metrics.groups?.first)
        #expect(table.metric == "accuracy" && table.by == ["region"])
        for (split, groups) in table.splits {
            #expect(groups.map(\.values) == [["north"], ["south"], ["west"]])
            #expect(groups.reduce(0) { $0 + $1.rows } == metrics.rows[split])
            let sum = groups.reduce(0.0) { $0 + Double($1.rows) * ($1.value ?? .nan) }
            let whole = try #require(metrics.splits[split]?["accuracy"] ?? nil)
            #expect(abs(sum / Double(metrics.rows[split] ?? 1) - whole) < 1e-12)
        }
        let own = workspace.evaluate(split: "test", isJSON: true)
        let file = workspace.evaluate(data: "rows.csv", isJSON: true)
        struct Report: Decodable { var groups: [RunMetrics.GroupTable]? }
        let found = try JSONDecoder().decode(Report.self, from: Data(own.results.utf8)).groups
        #expect(found?.first?.splits["test"] == table.splits["test"])
        let all = try JSONDecoder().decode(Report.self, from: Data(file.results.utf8)).groups
        #expect(all?.first?.splits["data"]?.reduce(0) { $0 + $1.rows } == 80)
        try workspace.folder.write("size,other,label\n1,1,ok\n-1,0,fraud\n", to: "short.csv")
        let short = workspace.evaluate(data: "short.csv")
        #expect(short.status == .done)
        #expect(short.messages.contains("has no column 'region', so nothing is measured by it"))
    }

    @Test("weights of a run are taken by its name, and frozen ones stay")
    func fineTuning() throws {
        let workspace = try workspace()
        workspace.run(specification: "claims.yaml")
        let first = try #require(workspace.runs.first)
        let output = workspace.run(
            ["+init_from=claims", "+freeze=[\"0.*\"]", "name=tuned"], specification: "claims.yaml")
        #expect(output.status == .done)
        let tuned = try RunDirectory(path: try #require(output.directory))
        func weights(_ run: RunDirectory) throws -> Data {
            try #require(FileManager.default.contents(atPath: run.file(RunFile.model)))
        }
        #expect(try weights(tuned) != weights(first))
        let log = try String(contentsOfFile: tuned.file(RunFile.log), encoding: .utf8)
        #expect(log.contains("4 of 4 arrays (0.weight, 0.bias, 2.weight, 2.bias)"))
        // What is named must be there, and must fit.
        let path = workspace.folder.file("claims.yaml")
        func complaints(_ overrides: [String]) -> String {
            var request = SpecRequest(
                input: .path(path), path: path, overrides: overrides, environment: workspace.environment)
            request.runsFolder = workspace.runsFolder
            let plain = Terminal(descriptor: -1, isInteractive: false, hasColor: false)
            return SpecReading(request).text(plain)
        }
        #expect(complaints(["+init_from=nothing"]).contains("there is no file and no run 'nothing'"))
        let table = workspace.folder.file("rows.csv")
        #expect(complaints(["+init_from=\(table)"]).contains("is no file of weights"))
        #expect(
            complaints(["+init_from={from: claims, only: [\"7.*\"]}"]).contains("no array of"))
        #expect(
            complaints(["+init_from={from: claims, strict: true}", "model.0.units=5"])
                .contains("'strict' wants all arrays to fit, but 0.weight is [5, 2] here and [4, 2] there"))
        #expect(complaints(["+init_from={from: claims, fold: 2}"]).contains("has no weights of fold 2"))
        #expect(complaints(["+init_from=claims"]).isEmpty)
    }
}

@Suite("Weights of classes")
struct ClassWeightRunTests {
    /// Weights of classes are the same wherever they stand, and the same as a column of weights.
    @Test("by name in 'train', in the loss, and as a column", arguments: ["bce", "cross_entropy"])
    func sameWeights(loss: String) throws {
        let workspace = try TestWorkspace()
        let rows = (0..<40).map { row in
            "\(row * 7 % 40),\(row % 4 == 0 ? "apple" : "berry"),\(row % 4 == 0 ? 3 : 1)"
        }
        try workspace.folder.write("size,label,count\n" + rows.joined(separator: "\n") + "\n", to: "rows.csv")
        try workspace.folder.write(
            """
            name: fruits
            seed: 1
            data:
              source: {csv: rows.csv}
              target: label
              features: [size]
              steps: [{standardize: size}]
              split: {stratified: {train: 0.6, test: 0.4}}
            model: [{linear: \(loss == "bce" ? 1 : 2)}]
            loss: \(loss)
            train: {epochs: 3}
            metrics: [accuracy]
            """, to: "fruits.yaml")
        func weights(_ overrides: [String]) throws -> Data {
            let outcome = workspace.run(overrides, specification: "fruits.yaml")
            #expect(outcome.status == .done)
            let run = try RunDirectory(path: try #require(outcome.directory))
            return try #require(FileManager.default.contents(atPath: run.file(RunFile.model)))
        }
        let named = try weights(["+train.class_weights={apple: 3}"])
        #expect(try weights(["+train.class_weights=[3, 1]"]) == named)
        #expect(try weights(["+data.weights=count"]) == named)
        #expect(try weights([]) != named)
        // 6 apples and 18 berries train: the balance is 2 and 2/3, with weights 1 and 3 both count 2.
        #expect(
            try weights(["+train.balance_classes=true", "+train.class_weights={apple: 1, berry: 3}"])
                == weights(["+train.class_weights=[2, 2]"]))
    }

    @Test("a name that is no class is refused with the classes")
    func refusals() throws {
        let workspace = try TestWorkspace()
        let path = workspace.folder.file("fine.yaml")
        func complaints(_ overrides: [String]) -> String {
            let request = SpecRequest(
                input: .path(path), path: path, overrides: overrides, environment: workspace.environment)
            return SpecReading(request).text(Terminal(descriptor: -1, isInteractive: false, hasColor: false))
        }
        #expect(
            complaints(["+train.class_weights={a: 2}"]).contains(
                "'train.class_weights' weighs classes, but the target is a real number"))
        let kinds = [
            "data.target=kind", "data.steps=[{drop: [fruit]}]", "model=[{linear: 3}]", "loss=cross_entropy",
        ]
        #expect(
            complaints(kinds + ["metrics=[accuracy]", "+train.class_weights=[1, 2]"])
                .contains("has 2 weights for 3 classes"))
        // Names of classes are known when all rows have been read.
        let outcome = workspace.run(kinds + ["metrics=[accuracy]", "+train.class_weights={ferm: 2}"])
        #expect(outcome.status != .done && outcome.directory == nil)
    }
}
