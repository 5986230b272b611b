import Kernels
import Machine
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

/// The element type of features, parameters and gradients.
package enum RealType: String, CaseIterable, Sendable {
    case float32
    case float64

    package var elementType: ElementType {
        switch self {
        case .float32: .float32
        case .float64: .float64
        }
    }
}

/// How many threads a training computes with. No result depends on it.
package enum ThreadCount {
    /// What may be asked for, in a specification and on the command line.
    package static let range = 1...1024
    static let asked = NumberRange.closed(Double(range.lowerBound), Double(range.upperBound))

    /// The command line decides, else the specification, else the machine; never more than there are processors for, as
    /// threads that wait for each other's processor make everything slower.
    static func of(_ asked: Int?, _ spec: ExperimentSpec) -> Int {
        max(1, min(asked ?? spec.threads ?? Int.max, AllowedProcessors.count))
    }
}
