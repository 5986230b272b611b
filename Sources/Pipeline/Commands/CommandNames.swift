import Spec

/// The first word of a command line.
package enum CommandNames {
    /// What to say about a word that is no command; nil when it is one, or an option.
    package static func problem(_ arguments: [String], commands: [String]) -> String? {
        guard let word = arguments.first, !word.hasPrefix("-"), !commands.contains(word), word != "help"
        else { return nil }
        let help =
            nearestName(to: word, in: commands).map { "did you mean 'assay \($0)'?" }
            ?? "'assay --help' lists the commands"
        return "there is no command '\(word)'; \(help)"
    }
}
