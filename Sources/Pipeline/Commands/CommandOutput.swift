import Spec

/// What a command may print, and where: results to standard output, everything else to standard error.
package struct CommandOutput: Sendable {
    /// Nothing but errors.
    package var isQuiet: Bool
    /// One JSON object at the end, on standard output.
    package var isJSON: Bool
    package var results: Terminal
    package var messages: Terminal

    package init(
        isQuiet: Bool = false, isJSON: Bool = false, results: Terminal = .output,
        messages: Terminal = .messages
    ) {
        self.isQuiet = isQuiet
        self.isJSON = isJSON
        self.results = results
        self.messages = messages
    }

    /// The same with JSON.
    package var json: CommandOutput {
        var output = self
        output.isJSON = true
        return output
    }

    /// Prints what is to be known although the command goes on; not in a quiet one.
    package func warn(_ text: String?) {
        guard let text, !isQuiet else { return }
        messages.line("warning: " + text)
    }

    /// Prints an error in the form all of them have.
    package func error(_ text: String) {
        messages.line(messages.painted("error:", .bad) + " " + text)
    }
}

/// The first word of a command line.
package enum CommandNames {
    /// What to say about a word that is not a command; nil when it is one, or an option.
    package static func problem(_ arguments: [String], commands: [String]) -> String? {
        guard let word = arguments.first, !word.hasPrefix("-"), !commands.contains(word), word != "help"
        else { return nil }
        let help =
            nearestName(to: word, in: commands).map { "did you mean 'assay \($0)'?" }
            ?? "'assay --help' lists the commands"
        return "there is no command '\(word)'; \(help)"
    }
}
