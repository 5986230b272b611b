/// Why a checkpoint cannot be continued from.
package enum CheckpointError: Error, Equatable, Sendable {
    case missingTensor(String)
    case tensorMismatch(name: String, expected: String, found: String)
    case missingState
    case malformedState(String)
    case stateMismatch(String)
}

extension CheckpointError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missingTensor(let name):
            "the checkpoint has no tensor '\(name)'"
        case .tensorMismatch(let name, let expected, let found):
            "tensor '\(name)' must be \(expected), but is \(found)"
        case .missingState:
            "the file holds weights only; a checkpoint to continue from also has the text 'assay.state'"
        case .malformedState(let reason):
            "the text 'assay.state' cannot be read: \(reason)"
        case .stateMismatch(let reason):
            "the checkpoint does not fit this run: \(reason)"
        }
    }
}
