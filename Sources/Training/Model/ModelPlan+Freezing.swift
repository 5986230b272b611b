import Spec

extension ModelPlan {
    /// Leaves the parameters that fit a pattern as they are: no gradient is computed for them, and no optimizer keeps
    /// anything about them. Running statistics stay where they fit a pattern themselves, or where all parameters of
    /// their layer do.
    package mutating func freeze(_ patterns: [String]) {
        let globs = patterns.map { Glob(pattern: $0) }
        func fits(_ name: String) -> Bool { globs.contains { $0.matches(name) } }
        func layer(_ name: String) -> Substring { name[..<(name.lastIndex(of: ".") ?? name.startIndex)] }
        let names = parameters.entries.map(\.declaration.name)
        frozen = Set(names.filter(fits))
        for state in states.entries.map(\.declaration.name) {
            let own = names.filter { layer($0) == layer(state) }
            if fits(state) || (!own.isEmpty && own.allSatisfy(frozen.contains)) { frozen.insert(state) }
        }
    }

    /// Whether training leaves some parameters as they are.
    package var hasFrozenParameters: Bool {
        parameters.entries.contains { frozen.contains($0.declaration.name) }
    }

    /// The parameters that training changes, side by side: all of them unless some are frozen.
    package var trainable: ParameterLayout {
        hasFrozenParameters
            ? ParameterLayout(parameters.entries.map(\.declaration).filter { !frozen.contains($0.name) })
            : parameters
    }
}
