import Spec
import Testing
import Training

/// Trials share a stack when their layers and penalties have equal keys: a key must tell apart whatever makes another
/// program, and nothing else.
@Suite struct ProgramKeyTests {
    private func key(_ model: String, penalties: String = "") throws -> String {
        let item = try StackCase.read("model: [\(model)]\nloss: mse\npenalties: [\(penalties)]\n")
        return item.model.programKey + item.penalties.map(\.value.programKey).joined()
    }

    @Test func noTwoLayersHaveOneKey() throws {
        let keys = try layerFamily.members.map { try key(StackCatalogue.example(of: $0)) }
        #expect(Set(keys).count == layerFamily.members.count)
    }

    @Test(arguments: [
        ("{linear: 3}", "{linear: {units: 3, weight_init: ones, bias_init: zeros}}"),
        ("{conv1d: 3}", "{conv1d: {filters: 3, weight_init: ones}}"),
        ("{embedding: {count: 2, size: 3}}", "{embedding: {count: 2, size: 3, weight_init: ones}}"),
        ("layer_norm", "{layer_norm: {weight_init: zeros}}"),
        ("{dropout: 0.1}", "{dropout: 0.5}"),
        ("{repeat: {times: 2, layers: [{dropout: 0.1}]}}", "{repeat: {times: 2, layers: [{dropout: 0.3}]}}"),
    ])
    func startingValuesAndDeclaredNumbersAreFree(_ pair: (String, String)) throws {
        #expect(try key(pair.0) == key(pair.1))
    }

    @Test(arguments: [
        ("{linear: 3}", "{linear: 4}"),
        ("{linear: 3}", "{linear: {units: 3, bias: false}}"),
        ("{conv2d: 3}", "{conv2d: {filters: 3, padding: same}}"),
        ("{conv2d: 3}", "{conv2d: {filters: 3, kernel_size: [3, 5]}}"),
        ("{conv2d: 4}", "{conv2d: {filters: 4, groups: 2}}"),
        ("{avg_pool: 2}", "{avg_pool: {kernel_size: 2, stride: 1}}"),
        ("batch_norm", "{batch_norm: {momentum: 0.2}}"),
        ("batch_norm", "{batch_norm: {affine: false}}"),
        ("rms_norm", "{rms_norm: {eps: 1.0e-6}}"),
        ("gelu", "{gelu: {approximate: tanh}}"),
        ("{leaky_relu: 0.1}", "{leaky_relu: 0.2}"),
        ("{slice: [2, 9]}", "{slice: [2, 8]}"),
        ("{distance_to: [[0, 1]]}", "{distance_to: {points: [[0, 1]], squared: true}}"),
        ("{dropout: 0}", "{dropout: 0.5}"),
        ("{linear: 3}, tanh", "{sequential: [{linear: 3}, tanh]}"),
        ("{residual: [{linear: 16}]}", "{residual: {layers: [{linear: 16}], projection: {linear: 16}}}"),
        ("{parallel: [tanh, relu]}", "{parallel: {branches: [tanh, relu], merge: add}}"),
    ])
    func whatMakesAnotherProgramIsTold(_ pair: (String, String)) throws {
        #expect(try key(pair.0) != key(pair.1))
    }

    @Test func penaltiesMayDifferInTheirFactors() throws {
        let first = try key("tanh", penalties: "{l2: 0.1}")
        #expect(try key("tanh", penalties: "{l2: 0.3}") == first)
        #expect(try key("tanh", penalties: "{l1: 0.1}") != first)
        #expect(try key("tanh", penalties: "{l2: {factor: 0.1, parameters: 0.weight}}") != first)
        #expect(try key("tanh", penalties: "{l2: 0.1}, {l2: 0.1}") != first)
    }
}
