import Spec

/// One argument after the specification of `assay sweep`: an ordinary override, or a swept key in Hydra's
/// grammar.
///
///     optimizer.lr=0.1,0.01                            two values
///     'train.batch_size=choice(256,1024)'              the same in words
///     'model.0.units=range(16,65,16)'                  16, 32, 48, 64: the stop is not included
///     'optimizer.lr=tag(log,interval(1e-4,1))'         every number between, equal ratios equally probable
///     'model.0.units=int(interval(8,64))'              every whole number between, both ends included
///     'optimizer.lr=log_uniform(1e-4,1)'               every domain of `sweep: parameters` by its own name
///
/// A value without a comma outside brackets and without such a function is an ordinary override.
///
/// - Source: Hydra 1.3, "Override grammar" (sweeps) and its Optuna sweeper (`interval`, `tag`)
package enum SweepArgument: Sendable {
    case override(String)
    case parameter(SweepParameter)

    /// Reads one argument; nil after a report when it is a sweep that cannot be read.
    package init?(_ argument: String, index: Int, diagnostics: inout DiagnosticBag) {
        let characters = Array(argument.unicodeScalars)
        var start = 0
        if argument.hasPrefix("~") {
            self = .override(argument)
            return
        }
        while start < 2, start < characters.count, characters[start] == "+" { start += 1 }
        guard let (_, end) = try? SpecPathParser.parse(characters, from: start, until: ["="]),
            end < characters.count, characters[end] == "="
        else {
            self = .override(argument)
            return
        }
        var reader = SweepValueReader(argument: argument, characters: characters, index: index)
        let value: SpecNode?
        do {
            value = try reader.domain(from: end + 1)
        } catch {
            diagnostics.report(error.diagnostic)
            return nil
        }
        diagnostics.report(contentsOf: reader.diagnostics)
        guard !reader.diagnostics.hasErrors else { return nil }
        guard let value else {
            self = .override(argument)
            return
        }
        let path = String(String.UnicodeScalarView(characters[start..<end]))
        let place = Origin.override(
            OverrideSpan(argument: argument, index: index, column: start + 1, length: end - start))
        let entry = SpecEntry(key: path, keyOrigin: place, value: value)
        guard let parameter = SweepParameter(entry: entry, diagnostics: &diagnostics) else { return nil }
        self = .parameter(parameter)
    }

    /// Splits the arguments into overrides and swept keys, and reports all that cannot be read.
    package static func read(
        _ arguments: [String], diagnostics: inout DiagnosticBag
    ) -> (overrides: [String], parameters: [SweepParameter]) {
        var overrides: [String] = []
        var parameters: [SweepParameter] = []
        for (index, argument) in arguments.enumerated() {
            switch SweepArgument(argument, index: index, diagnostics: &diagnostics) {
            case .override(let text): overrides.append(text)
            case .parameter(let parameter): parameters.append(parameter)
            case nil: break
            }
        }
        return (overrides, parameters)
    }
}
