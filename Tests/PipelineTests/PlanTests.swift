import Foundation
import Pipeline
import Spec
import TestSupport
import Testing

@Suite("Plans")
struct PlanTests {
    static let plain = Terminal(descriptor: -1, isInteractive: false, hasColor: false)

    private func plan(_ workspace: TestWorkspace, _ overrides: [String] = []) throws -> ExperimentPlan {
        let path = workspace.folder.file("fine.yaml")
        let request = SpecRequest(
            input: .path(path), path: "fine.yaml", overrides: overrides, environment: workspace.environment)
        return ExperimentPlan(try #require(SpecReading(request).checked))
    }

    @Test("The pipeline is complete, in order, with shapes and parameters from the header alone")
    func nodes() throws {
        let plan = try plan(TestWorkspace())
        let kinds: [PlanNode.Kind] = [
            .source, .step, .split, .step, .matrices, .batches, .layer, .layer, .layer, .loss, .optimizer,
            .schedule, .training, .evaluation, .artefacts,
        ]
        #expect(plan.nodes.map(\.kind) == kinds)
        #expect(plan.nodes.map(\.name).prefix(4) == ["csv", "drop", "random", "standardize"])
        // Six columns in the file, two dropped; three features and the target are left.
        #expect(plan.nodes.compactMap(\.columns).prefix(4) == [6, 4, 4, 4])
        // linear 3 → 4: 12 + 4; linear 4 → 1: 4 + 1.
        #expect(plan.cost?.parameters == 21)
        // Forward 2 · (3·4 + 4·1) = 32 a row; three times that for a step, 8 rows.
        #expect(plan.cost?.flopsPerStep == 3 * 32 * 8)
    }

    @Test("After a run, rows, steps and cache hits are known")
    func afterRun() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        let plan = try plan(workspace)
        #expect(plan.cost?.totalSteps == 15)
        #expect(plan.nodes.contains { $0.isCached })
    }

    @Test("What differs from the defaults is listed, and what merely repeats them is not")
    func differences() throws {
        let plan = try plan(TestWorkspace(), ["train.shuffle=true", "optimizer.momentum=0.5"])
        let paths = plan.differences.map(\.path)
        #expect(paths.contains("optimizer.momentum"))
        #expect(paths.contains("optimizer.lr"))
        #expect(!paths.contains("train.shuffle"))
        let momentum = plan.differences.first { $0.path == "optimizer.momentum" }
        #expect(momentum?.value == "0.5")
        #expect(momentum?.standard == "0")
    }

    /// 15 steps at 0.05, 0.025, 0.0125, five each: 32, 16 and 8 of 32 eighths of four lines.
    @Test("The learning rate over the run is drawn")
    func learningRate() throws {
        let plan = try plan(TestWorkspace(), ["schedule={step: {step_size: 5 steps, gamma: 0.5}}"])
        let curve = try #require(plan.learningRate)
        #expect(curve.totalSteps == 15)
        #expect(curve.steps == Array(1...15))
        #expect(curve.rates == [0.05, 0.025, 0.0125].flatMap { Array(repeating: $0, count: 5) })
        let drawing = """
              learning rate  from 0.05 to 0.0125, between 0.0125 and 0.05
               0.05 █████
                    █████
                    ██████████
                  0 ███████████████
                    1      15 steps
            """
        let text = plan.rendered(as: .text, terminal: Self.plain)
        #expect(text.contains(drawing), "\(text)")
    }

    @Test("A rate that stays the same is a word; one of an unknown number of steps is not guessed")
    func plainLearningRate() throws {
        let workspace = try TestWorkspace()
        let constant = try plan(workspace).rendered(as: .text, terminal: Self.plain)
        #expect(constant.contains("  learning rate  0.05 throughout\n"))
        let filtered = try plan(
            workspace, ["data.steps=[{filter: height > 0}, {drop: [kind, fruit]}, {standardize: features}]"])
        #expect(filtered.learningRate == nil)
        let text = filtered.rendered(as: .text, terminal: Self.plain)
        #expect(text.contains("learning rate  drawn once the number of rows is known"))
    }

    /// A run of many steps: 60 samples, the first and the last among them.
    @Test("A long run is drawn from 60 samples")
    func longRun() throws {
        let plan = try plan(TestWorkspace(), ["train.epochs=1000", "schedule=cosine"])
        let curve = try #require(plan.learningRate)
        #expect(curve.steps.count == 60)
        #expect(curve.steps.first == 1)
        #expect(curve.steps.last == 3000)
        #expect(curve.rates.first == 0.05)
        #expect(zip(curve.rates, curve.rates.dropFirst()).allSatisfy { $0 > $1 })
    }

    @Test("Every form has every stage", arguments: PlanFormat.allCases)
    func forms(format: PlanFormat) throws {
        let text = try plan(TestWorkspace()).rendered(as: format, terminal: Self.plain)
        for word in ["csv", "standardize", "linear", "tanh", "mse", "sgd"] {
            #expect(text.contains(word), "\(format) lacks \(word)")
        }
        #expect(text.hasSuffix("\n"))
    }

    @Test("Names cannot break out of the drawings")
    func hostileNames() throws {
        let path = "data.steps=[{derive: {'a\"b<c>': height}}, {drop: [kind, fruit]}]"
        let plan = try plan(TestWorkspace(), [path])
        let mermaid = plan.rendered(as: .mermaid, terminal: Self.plain)
        #expect(!mermaid.contains("a\"b"))
        #expect(!mermaid.contains("<c>"))
        let dot = plan.rendered(as: .dot, terminal: Self.plain)
        #expect(!dot.contains("a\"b"))
    }
}
