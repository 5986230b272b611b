import Spec

/// How parameters may be called in conditions, constraints and zips: by the whole path, or by its last part
/// where only one parameter ends so.
struct ParameterNames {
    private let paths: [String]
    private let pathOfSegments: [[String]: String]
    private let pathsOfShortName: [String: [String]]

    init(_ parameters: [SweepParameter]) {
        var paths: [String] = []
        var segments: [[String]: String] = [:]
        var short: [String: [String]] = [:]
        for parameter in parameters where !paths.contains(parameter.path) {
            paths.append(parameter.path)
            segments[parameter.segments] = parameter.path
            short[parameter.shortName, default: []].append(parameter.path)
        }
        self.paths = paths
        pathOfSegments = segments
        pathsOfShortName = short
    }

    /// The path meant; nil after a report when there is none, or several.
    func path(_ name: String, at origin: Origin, _ diagnostics: inout DiagnosticBag) -> String? {
        if paths.contains(name) { return name }
        if let path = pathOfSegments[SweepPath.segments(of: name)] { return path }
        let candidates = pathsOfShortName[name] ?? []
        if candidates.count == 1 { return candidates[0] }
        guard candidates.isEmpty else {
            diagnostics.report(
                Diagnostic(
                    "ambiguous-parameter", "'\(name)' is the end of several swept keys", at: origin,
                    help: "write one of: " + candidates.joined(separator: ", ")))
            return nil
        }
        let accepted = paths + pathsOfShortName.keys.sorted()
        diagnostics.report(
            Diagnostic(
                "unknown-parameter", "the sweep has no parameter '\(name)'", at: origin,
                help: nearestName(to: name, in: accepted).map { "did you mean '\($0)'?" },
                notes: ["parameters: " + (paths.isEmpty ? "none" : paths.joined(separator: ", "))]))
        return nil
    }
}
