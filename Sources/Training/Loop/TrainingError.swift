/// Why a session cannot begin or go on: the settings, the data and the checkpoint do not fit together.
package struct TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
