import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

@Suite("Predicting new data")
struct PredictTests {
    /// Runs, predicts the source's test rows, and compares the fields with those of predictions.csv.
    private func expectSamePredictions(_ workspace: TestWorkspace, _ overrides: [String]) throws {
        #expect(workspace.run(overrides).status == .done)
        let run = try #require(workspace.runs.first)
        let table = try lines(run.file(RunFile.predictions))
        let header = try #require(table.first).split(separator: ",").map(String.init)
        let known = table.dropFirst().map { $0.split(separator: ",").map(String.init) }
        let source = try lines(workspace.folder.file("data/plants.csv"))
        let rows = known.compactMap { Int($0[0]) }
        try workspace.folder.write(
            ([source[0]] + rows.map { source[$0 + 1] }).joined(separator: "\n") + "\n", to: "new.csv")
        let isClass = header.contains { $0.hasPrefix("p_") }
        #expect(workspace.predict(isClass ? ["probabilities"] : []).status == .done)
        let found = try lines(workspace.folder.file("out.csv"))
        #expect(found.first == (["row"] + header.dropFirst(2)).joined(separator: ","))
        #expect(found.count == known.count + 1)
        for (line, fields) in zip(found.dropFirst(), known) {
            #expect(line.split(separator: ",").dropFirst().map(String.init) == Array(fields.dropFirst(2)))
        }
    }

    @Test("The run's own test rows get the predictions of predictions.csv, byte for byte")
    func sameBytes() throws {
        try expectSamePredictions(try TestWorkspace(), [])
    }

    @Test("The same with a transformed target, best weights, and double precision")
    func sameBytesTransformed() throws {
        try expectSamePredictions(
            try TestWorkspace(),
            [
                "data.steps=[{drop: [kind, fruit]}, {log: weight}, {standardize: [weight]}, {normalize: features}]",
                "element_type=float64",
                "train.early_stopping={monitor: val_loss, patience: 3, restore_best: true}",
            ])
    }

    @Test("The same with classes and their probabilities")
    func sameBytesClasses() throws {
        try expectSamePredictions(
            try TestWorkspace(),
            [
                "data.target=kind", "data.steps=[{drop: [fruit]}, {standardize: features}]",
                "model=[{linear: 3}]", "loss=cross_entropy", "metrics=[accuracy]",
            ])
    }

    @Test("The same with two classes from a threshold and dropout in the model")
    func sameBytesBinary() throws {
        try expectSamePredictions(
            try TestWorkspace(),
            [
                "data.steps=[{drop: [kind, fruit]}, {threshold: {weight: median}}, {standardize: features}]",
                "model=[{linear: 4}, relu, {dropout: 0.3}, {linear: 1}]", "loss=binary_cross_entropy",
                "metrics=[accuracy]",
            ])
    }

    @Test("The same with categories as indicators, gaps filled, and an unknown category passed over")
    func sameBytesOneHot() throws {
        let workspace = try TestWorkspace()
        try expectSamePredictions(
            workspace,
            [
                "data.steps=[{one_hot: {columns: [kind], unknown: zeros}}, {drop: fruit}, {impute: {columns: "
                    + "[width], strategy: median}}, {standardize: features}]"
            ])
        try workspace.folder.write("height,width,depth,kind\n1,,3,oak\n1,2,3,fern\n", to: "new.csv")
        #expect(workspace.predict().status == .done)
        #expect(try lines(workspace.folder.file("out.csv")).count == 3)
        try workspace.folder.write("height,width,depth\n1,2,3\n", to: "new.csv")
        let ending = workspace.predict()
        #expect(ending.messages.contains("there is no column 'kind' (category), which the model needs"))
    }

    @Test("Features from earlier rows are the same across the parts of a long file")
    func history() throws {
        let workspace = try TestWorkspace()
        let steps = "data.steps=[{drop: [kind, fruit, width, depth]}, {lag: {columns: height, lags: [1, 3]}}]"
        #expect(workspace.run([steps]).status == .done)
        let heights = (0..<100).map { "\(Double($0 % 23) / 4)" }
        try workspace.folder.write("height\n" + heights.joined(separator: "\n") + "\n", to: "new.csv")
        #expect(workspace.predict().status == .failed)
        #expect(workspace.predict(["missing"]).status == .done)
        let whole = try lines(workspace.folder.file("out.csv"))
        #expect(whole.count == 101)
        // The first three rows have no third row before them.
        #expect(whole[1...3].allSatisfy { $0.hasSuffix(",") })
        #expect(whole[4...].allSatisfy { !$0.hasSuffix(",") })
        for partRows in [3, 7, 50] {
            #expect(workspace.predict(["missing"], partRows: partRows).status == .done)
            #expect(try lines(workspace.folder.file("out.csv")) == whole, "\(partRows) rows at a time")
        }
    }

    @Test("A run that was moved, without its data, predicts")
    func moved() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        let before = try #require(workspace.runs.first).path
        let elsewhere = workspace.folder.file("elsewhere")
        try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: before, toPath: elsewhere + "/model")
        try FileManager.default.copyItem(
            atPath: workspace.folder.file("data/plants.csv"), toPath: workspace.folder.file("new.csv"))
        try FileManager.default.removeItem(atPath: workspace.folder.file("data"))
        try FileManager.default.removeItem(atPath: workspace.folder.file("cache"))
        #expect(workspace.predict(run: elsewhere + "/model").status == .done)
        #expect(try lines(workspace.folder.file("out.csv")).count == 1 + 40)
    }

    @Test("Columns in another order, and more of them, do not matter; the target need not be there")
    func otherOrder() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        try workspace.folder.write("id,depth,width,height\nx,3,2.0,10.0\ny,6,7.25,17.5\n", to: "new.csv")
        #expect(workspace.predict().status == .done)
        let reordered = try lines(workspace.folder.file("out.csv"))
        try workspace.folder.write("height,width,depth\n10.0,2.0,3\n17.5,7.25,6\n", to: "new.csv")
        let ending = workspace.predict()
        #expect(try lines(workspace.folder.file("out.csv")) == reordered)
        #expect(ending.messages == "predicted 2 rows in \(workspace.folder.file("out.csv"))\n")
    }

    @Test("Columns that are kept are copied")
    func kept() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        try workspace.folder.write(
            "id,depth,width,height\n007,3,2.0,10.0\n\"a,b\",6,7.25,17.5\n", to: "new.csv")
        let ending = workspace.predict(keep: ["id"])
        #expect(ending.status == .done)
        let table = try lines(workspace.folder.file("out.csv"))
        #expect(table.first == "row,id,prediction")
        #expect(table[1].hasPrefix("0,007,"))
        #expect(table[2].hasPrefix("1,\"a,b\","))
    }

    @Test(
        "What is wrong with a file is said with its place",
        arguments: [
            (
                "height,widht\n1,2\n",
                """
                new.csv:1: error: there is no column 'width' (number), which the model needs; did you mean 'widht'?
                new.csv:1: error: there is no column 'depth' (number), which the model needs

                """
            ),
            (
                "height,width,depth\n1,2,3\n1,tall,3\n",
                """
                new.csv:3: error: column 'width': 'tall' is not a number

                """
            ),
            (
                "height,width,depth\n1,2,3\n1,,3\n",
                """
                new.csv: error: column 'width': data row 1 (counted from 0) has no value the model can take
                  help: fill the gaps in the file, train with a step that fills them, or give --allow-missing

                """
            ),
            (
                "height,width,depth\n1,2\n",
                """
                new.csv:2: error: 2 fields where there are 3 columns

                """
            ),
            ("", "new.csv: error: is empty\n"),
        ])
    func wrongFiles(content: String, message: String) throws {
        let workspace = try TestWorkspace()
        workspace.run()
        try workspace.folder.write(content, to: "new.csv")
        let ending = workspace.predict()
        #expect(ending.status == .failed)
        #expect(ending.messages.replacing(workspace.folder.path + "/", with: "") == message)
        let names = try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path)
        #expect(!names.contains { $0.hasPrefix("out.csv") }, "nothing half-written stays")
    }

    @Test("A file with a header and no rows has predictions with a header and no rows")
    func noRows() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        try workspace.folder.write("height,width,depth\n", to: "new.csv")
        #expect(workspace.predict().status == .done)
        #expect(try lines(workspace.folder.file("out.csv")).count == 1)
    }

    @Test("With --allow-missing rows with gaps get no prediction, and the others the same as without gaps")
    func allowMissing() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        try workspace.folder.write("height,width,depth\n10.0,2.0,3\n,1,2\n17.5,7.25,6\n", to: "new.csv")
        let ending = workspace.predict(["missing"])
        #expect(ending.status == .done)
        #expect(ending.messages.contains("1 row without a prediction"))
        let table = try lines(workspace.folder.file("out.csv"))
        #expect(table[2] == "1,")
        try workspace.folder.write("height,width,depth\n10.0,2.0,3\n17.5,7.25,6\n", to: "new.csv")
        workspace.predict()
        let whole = try lines(workspace.folder.file("out.csv"))
        #expect(table[1] == whole[1])
        #expect(table[3].dropFirst(2) == whole[2].dropFirst(2))
    }

    @Test("Many rows are predicted in parts with the bits each row has alone")
    func parts() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        let rows = (0..<200).map { "\(Double($0 % 37) / 3),\(Double($0 % 11)),\($0 % 5)" }
        try workspace.folder.write(
            "height,width,depth\n" + rows.joined(separator: "\n") + "\n", to: "new.csv")
        #expect(workspace.predict().status == .done)
        let whole = try lines(workspace.folder.file("out.csv"))
        #expect(whole.count == 201)
        for partRows in [1, 7, 64, 200] {
            #expect(workspace.predict(partRows: partRows).status == .done)
            #expect(try lines(workspace.folder.file("out.csv")) == whole, "\(partRows) rows at a time")
        }
    }

    @Test("Numbers have no probabilities; a run without weights cannot predict")
    func refused() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        try workspace.folder.write("height,width,depth\n1,2,3\n", to: "new.csv")
        let ending = workspace.predict(["probabilities"])
        #expect(ending.status == .failed)
        #expect(ending.messages.contains("which have no probabilities"))
        let run = try #require(workspace.runs.first)
        try FileManager.default.removeItem(atPath: run.file(RunFile.model))
        let fallback = workspace.predict()
        #expect(fallback.messages.contains("its last checkpoint, of step 15, is used"))
        try FileManager.default.removeItem(atPath: run.file(RunFile.lastCheckpoint))
        let none = workspace.predict()
        #expect(none.status == .failed)
        #expect(none.messages.contains("it has no weights yet"))
    }

    @Test("An unknown run is a wrong command line")
    func unknownRun() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        #expect(workspace.predict(run: "nothing").status == .invalid)
    }

    private func lines(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }
}
