/// Why trees could not be trained or used: the library is not there, or it refused what it was asked to do.
package struct BoostingError: Error, Hashable, Sendable, CustomStringConvertible {
    package var reason: String
    /// What to do about it.
    package var help: String?

    package var description: String { help.map { "\(reason): \($0)" } ?? reason }

    package init(_ reason: String, help: String? = nil) {
        self.reason = reason
        self.help = help
    }
}
