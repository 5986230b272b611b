import Spec

/// Which of a model's parameters something is about: patterns over their names, or every weight.
///
///     "*.bias"     every bias             "0.*"   all of the first layer
///     "2.weight"   one array              no pattern: arrays with at least two axes
///
/// Without patterns a bias, and the scale and shift of a normalization, are left alone: they have one axis, while
/// weights of linear, convolution and embedding layers have two or more.
package struct ParameterSelection: Sendable, Hashable {
    /// Empty: every array with at least two axes.
    package var patterns: [String]

    package init(patterns: [String] = []) {
        self.patterns = patterns
    }

    package func contains(_ declaration: ParameterDeclaration) -> Bool {
        guard !patterns.isEmpty else { return declaration.shape.dimensions.count > 1 }
        return patterns.contains { Glob(pattern: $0).matches(declaration.name) }
    }

    /// The first pattern that names none of the parameters.
    ///
    /// - Parameter empty: places of layers that have no parameters for the data at hand, such as embeddings of columns
    ///   that a table does not have; a pattern may be about them
    package func firstUnmatched(in layout: ParameterLayout, empty: [String] = []) -> String? {
        patterns.first { pattern in
            let glob = Glob(pattern: pattern)
            return !layout.entries.contains { glob.matches($0.declaration.name) }
                && !empty.contains { glob.matches($0 + ".") }
        }
    }
}
