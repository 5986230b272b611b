import Spec

/// Where the tensor program runs. There is one backend, so `auto` means the processor.
package enum Device: String, CaseIterable, Sendable {
    case auto
    case cpu
}

extension Device: SpecDecodable {
    package static var fieldType: FieldType { .choice(allCases.map(\.rawValue)) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        if case .string(let text) = node.content {
            if let device = Device(rawValue: text) {
                self = device
                return
            }
            if ["gpu", "cuda", "tpu", "mps"].contains(text) {
                diagnostics.report(
                    Diagnostic(
                        "unavailable-device",
                        "the device '\(text)' is not available; experiments run on the processor",
                        at: node.origin, help: "write 'device: cpu' or leave it out"))
                return nil
            }
        }
        diagnostics.report(
            .wrongType(expected: "a device", found: node, help: "write one of: auto, cpu"))
        return nil
    }

    package var resolvedNode: SpecContent { .string(rawValue) }
}
