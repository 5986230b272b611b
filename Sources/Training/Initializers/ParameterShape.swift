/// What an initializer knows about a parameter.
package struct ParameterShape: Sendable, Hashable {
    /// Dimensions as in files: a linear weight is [units, features].
    package var dimensions: [Int]
    /// Inputs that flow into one output of the layer.
    package var fanIn: Int
    /// Outputs that one input of the layer flows into.
    package var fanOut: Int

    package init(dimensions: [Int], fanIn: Int, fanOut: Int) {
        self.dimensions = dimensions
        self.fanIn = fanIn
        self.fanOut = fanOut
    }

    package var count: Int { dimensions.reduce(1, *) }
}
