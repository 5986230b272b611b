import Data
import Foundation

/// What the options of a command allow the data part to do; the environment carries it on, to the programs that this
/// one starts as well.
package enum DataPermissions {
    package static func allowCommands() { setenv(DataEnvironment.commands, "1", 1) }
    package static func goOffline() { setenv(DataEnvironment.offline, "1", 1) }
}
