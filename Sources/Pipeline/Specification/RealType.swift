import Kernels

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
