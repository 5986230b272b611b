import Spec
import Testing

/// The three forms of a component are equal, and the resolved specification shows the first.
@Suite struct ComponentFormTests {
    @Test(arguments: [
        "optimizer: sgd", "optimizer: {type: sgd}", "optimizer: {sgd: {}}", "optimizer: {sgd: }",
        "optimizer: {type: sgd, lr: 0.01}", "optimizer: {sgd: {learning_rate: 0.01}}",
        "optimizer: {sgd: {momentum: 0, lr: 1e-2}}", "",
    ])
    func optimizerIsTheSame(_ text: String) {
        let loaded = load(minimal(text))
        #expect(loaded.diagnostics.isEmpty)
        #expect(json(loaded, "optimizer") == #"{"type":"sgd","lr":0.01,"momentum":0.0}"#)
    }

    @Test(arguments: [
        "[{linear: 64}]", "[{dense: 64}]", "[{type: linear, units: 64}]", "[{linear: {units: 64}}]",
        "{linear: 64.0}", "[{linear: {units: 64, bias: true}}]",
    ])
    func layerIsTheSame(_ text: String) {
        let loaded = load("model: \(text)\nloss: mse")
        #expect(loaded.diagnostics.isEmpty)
        #expect(json(loaded, "model") == #"[{"type":"linear","units":64,"bias":true}]"#)
    }

    static let bodies: [(String, String)] = [
        ("derive: {run_time: 'mean(a)', second: b}", #"{"run_time":"mean(a)","second":"b"}"#),
        ("derive: {columns: {run_time: 'mean(a)'}}", #"{"run_time":"mean(a)"}"#),
        ("{type: derive, columns: {run_time: 'mean(a)'}}", #"{"run_time":"mean(a)"}"#),
        ("standardize: [MWG, NWG]", #"["MWG","NWG"]"#),
        ("standardize: MWG", #"["MWG"]"#),
    ]

    @Test(arguments: bodies)
    func primaryFieldTakesTheWholeBody(_ text: String, _ expected: String) throws {
        let loaded = load(minimal("data: {steps: [\(text.hasPrefix("{") ? text : "{\(text)}")]}"))
        #expect(loaded.diagnostics.isEmpty)
        let steps = try #require(loaded.resolved?["data"]?["steps"])
        guard case .list(let items) = steps.content else { return }
        #expect(items.first?["columns"]?.canonicalJSON == expected)
    }

    @Test func nestedComponentsAreRead() throws {
        let loaded = load("model: {sequential: [relu, {linear: 3}, sequential: [dropout: 0.1]]}\nloss: mae")
        #expect(loaded.diagnostics.isEmpty)
        let outer = try #require(loaded.value?.model.first?.value as? TestSequential)
        #expect(outer.layers.count == 3)
        let inner = try #require(outer.layers.last?.value as? TestSequential)
        #expect((inner.layers.first?.value as? TestDropout)?.rate == 0.1)
    }

    @Test func everyRegisteredTypeBelongsToItsFamily() {
        #expect(testLayerFamily.misregistered.isEmpty)
        #expect(testStepFamily.misregistered.isEmpty)
        let wrong = ComponentFamily<any TestLayer>(name: "layer", summary: "", members: [TestMSE.self])
        #expect(wrong.misregistered == ["mse"])
    }
}
