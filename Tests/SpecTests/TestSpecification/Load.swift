import Spec

/// Loads a text as a `TestSpec`; the file is called `spec.yaml`.
func load(
    _ text: String, overrides: [String] = [], environment: [String: String] = [:]
) -> TypedSpec<TestSpec> {
    SpecReader.load(
        .text(text, name: "spec.yaml"), overrides: overrides, environment: environment, as: TestSpec.self)
}

/// The smallest text a `TestSpec` accepts, with a place for more.
func minimal(_ more: String = "") -> String { "model: [relu]\nloss: mse\n" + more }

/// The resolved values at a key, as canonical JSON.
func json(_ loaded: TypedSpec<TestSpec>, _ keys: String...) -> String? {
    keys.reduce(loaded.resolved) { $0?[$1] }?.canonicalJSON
}
