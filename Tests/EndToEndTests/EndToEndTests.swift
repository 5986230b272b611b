import Testing

/// Everything here starts processes that use both cores, so the tests run one after the other.
@Suite(.serialized, .enabled(if: AssayProgram.isBuilt, "\(AssayProgram.missing)"))
struct EndToEndTests {}
