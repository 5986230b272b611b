import ArgumentParser
import Pipeline

/// What a command may do to get at data, the same for every command that reads them.
struct SourceOptions: ParsableArguments {
    @Flag(
        name: .customLong("allow-commands"),
        help: "Run the commands that sources name (or: ASSAY_ALLOW_COMMANDS=1).")
    var allowsCommands = false
    @Flag(
        help: "Neither download nor ask databases over a network; take what is kept (or: ASSAY_OFFLINE=1).")
    var offline = false

    func apply() {
        if allowsCommands { DataPermissions.allowCommands() }
        if offline { DataPermissions.goOffline() }
    }
}
