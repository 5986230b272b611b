import Spec

package struct CommandSource: QueriedSource {
    package static let name = "command"
    package static let about = """
        What a command prints: the table that any program can write.

        A text is given to `/bin/sh`, a list is a program with its arguments. The command runs in the folder of
        the specification, without input, and prints delimited text, with the options of `csv`, or JSON
        lines; `psql --csv`, `duckdb -csv`, `xlsx2csv` and `aws s3 cp … -` do. A command that is a pipeline
        should begin with `set -o pipefail` under a shell that knows it, since only the last program's ending
        counts.

        Commands are run only where the option `--allow-commands` or the variable ASSAY_ALLOW_COMMANDS=1
        allows it: a specification is a text that people send each other. `check` and `plan` without it
        take what was kept of the last answer, or say nothing of the columns. One command of this program
        runs the command once; `keep: 1 d` takes an answer again until it is a day old, which lets a sweep
        go on, and several workers begin, with the same rows. A run that goes on takes the rows it began
        with, as long as the cache has them.

        `env` gives variables to the command, which is the place for secrets: `env: {PGPASSWORD:
        '${secret:DB_PASSWORD}'}`. A shell's own `${…}` is written `$${…}`.

        What it prints is known by its content: the key is that of a file with the same bytes.

        - Errors: no permission; a command that cannot be started, ends with another status than 0, prints
          nothing or does not end in time, with the last lines of what it complained; whatever `csv` or
          `json_lines` find
        """
    package static let primaryField: String? = "command"
    package static let example: String? = "{command: 'psql --csv -c \"select * from flats\"'}"

    package let place: Origin
    package let parameters: SpecContent
    let text: CSVOptions
    let question: String
    let label: String
    let keep: SpecDuration?
    private let words: [String]
    private let variables: [(key: String, value: MissingMarkerText, origin: Origin)]
    private let folder: String
    private let patience: Double?
    private let format: Format

    enum Format: String, CaseIterable, Sendable {
        case csv
        case jsonLines = "json_lines"
    }

    package init(reading fields: inout FieldReader) {
        place = fields.place
        let command: CommandWords? = fields.requiredValue(
            "command", aliases: ["cmd"], "What is run: a line for the shell, or a program and its arguments.")
        words = command?.words ?? []
        if let command, command.words.first?.isEmpty ?? true {
            fields.report(
                Diagnostic("bad-command", "the command is empty", at: fields.origin(of: "command")))
        }
        for word in words { fields.refusePassword(in: "command", word) }
        folder = fields.origin(of: "command").folder
        variables =
            fields.optionalEntries(
                "env", aliases: ["environment"], of: MissingMarkerText.self,
                "Variables of the environment that the command gets beside this process's own.") ?? []
        fields.refuseSecrets(among: variables)
        format = fields.choice("format", default: Format.csv, "What it prints: csv or json_lines.")
        let own = ["command", "env", "format", "keep", "timeout"]
        let shared = QueryFields(
            readingText: &fields, leavingOut: own, patience: SpecDuration(1, .hours))
        text = shared.text
        keep = shared.keep
        patience = shared.patience
        switch format {
        case .csv: parameters = shared.parameters
        case .jsonLines:
            let limit = shared.text.rowLimit.map { SpecContent.integer($0) } ?? .null
            parameters = .defaults([("limit", limit)])
        }
        // As it was written: secrets by their names.
        let shown = fields.resolved["command"]
        let asked = [shown, fields.resolved["env"]].map { $0?.canonicalJSON ?? "" }
        question = FileHash.ofText((["command", AbsolutePath.of(folder)] + asked).joined(separator: "\n"))
        label = QueryLabel.text("command", shown)
    }

    package var keyName: String { format.rawValue }
    var isDelimited: Bool { format == .csv }
    package var absence: String {
        "the command is not run by this one, so nothing is known about its columns; --allow-commands runs it"
    }

    func isAtHand(in environment: DataEnvironment) -> Bool { environment.allowsCommands }

    func answer(into file: ResultFile, _ environment: DataEnvironment) throws -> ResultForm {
        guard environment.allowsCommands else {
            throw DataDiagnostics(
                "command-not-allowed",
                "the specification asks for a command to be run, and that is not allowed",
                at: place,
                help:
                    "read the command; where you trust it, give --allow-commands, or set ASSAY_ALLOW_COMMANDS=1",
                notes: [label])
        }
        guard let program = words.first, !program.isEmpty else {
            throw DataDiagnostics("bad-command", "the command is empty", at: place)
        }
        let child = ChildCommand(
            words: words, folder: folder, variables: variables.map { ($0.key, $0.value.text) },
            patience: patience)
        do {
            try child.run { try file.append($0) }
        } catch let failure as ChildCommand.Failure {
            throw DataDiagnostics(
                "command-failed", failure.message, at: place, help: failure.help, notes: failure.lines)
        }
        guard file.byteCount > 0 else {
            throw DataDiagnostics(
                "command-failed", "the command ended with status 0 and printed nothing", at: place,
                help: "it has to print a table to its standard output")
        }
        return ResultForm()
    }

    func rows(_ file: String, _ form: ResultForm, _ options: CSVOptions) throws -> Table {
        switch format {
        case .csv:
            var options = options
            options.isDelimiterGiven = text.isDelimiterGiven
            return try CSVReader(path: file, name: label, options: options).read()
        case .jsonLines:
            return try JSONLinesReader(
                path: file, name: label, rowLimit: options.rowLimit, types: options.types
            ).read()
        }
    }
}

/// A command as it is written: a line for the shell, or words.
struct CommandWords: SpecDecodable {
    var words: [String]
    private let isLine: Bool

    static var fieldType: FieldType { .anyOf([.text, .list(of: .text, count: nil)]) }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        if case .list(let items) = node.content {
            isLine = false
            let words = items.map { String(from: $0, diagnostics: &diagnostics) }
            self.words = words.compactMap { $0 }
            guard words.count == self.words.count else { return nil }
            return
        }
        guard let line = String(from: node, diagnostics: &diagnostics) else { return nil }
        isLine = true
        words = line.allSatisfy(\.isWhitespace) ? [] : ["/bin/sh", "-c", line]
    }

    var resolvedNode: SpecContent {
        isLine ? .string(words.last ?? "") : .defaults(words.map { SpecContent.string($0) })
    }

    /// A command on one line.
    static func text(_ node: SpecNode) -> String {
        switch node.content {
        case .string(let text): text
        case .list(let items): items.map(text).joined(separator: " ")
        case .null, .bool, .integer, .number, .map: ""
        }
    }
}
