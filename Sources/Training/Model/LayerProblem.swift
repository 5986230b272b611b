/// Why a layer cannot stand where it stands: one clause for the message and, where there is one, the repair.
package struct LayerProblem: Error, Hashable, Sendable {
    package var message: String
    package var help: String?

    package init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}
