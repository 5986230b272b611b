import Spec

/// The section `sweep:` is part of the language, but this version cannot run sweeps: it says so instead of
/// ignoring the section.
struct ReservedSweep: SpecDecodable {
    static var fieldType: FieldType { .anything }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        diagnostics.report(
            Diagnostic(
                "not-available", "sweeps are not available yet: this version runs one experiment at a time",
                at: node.origin,
                help: "remove the section 'sweep', and give values as overrides, for example optimizer.lr=0.1"
            ))
        return nil
    }

    var resolvedNode: SpecContent { .null }
}
