import Spec

/// One axis of the search: a parameter, several parameters zipped together, or the choice between the grids
/// of a union (which sets no parameter).
///
/// A place on the axis is a number, the *coordinate*: the value itself for an interval, else the position in
/// the list.
package struct SearchDimension: Sendable {
    package enum Kind: Sendable {
        /// Positions without an order, with their weights.
        case categorical(weights: [Double])
        /// Positions in an order.
        case ordered(count: Int)
        case interval(NumberInterval)
    }

    package let kind: Kind
    /// The parameters it sets: one, several when zipped, none for the choice between grids.
    package let parameters: [SweepParameter]
    /// For positions: the values of each parameter, [parameter][position].
    let values: [[SpecNode]]
    /// The grid of a union it belongs to; nil for all.
    package let grid: Int?

    /// A parameter by itself.
    init(_ parameter: SweepParameter, grid: Int?) {
        parameters = [parameter]
        self.grid = grid
        switch parameter.domain {
        case .choice(let nodes, let weights):
            kind = .categorical(weights: weights)
            values = [nodes]
        case .levels(let nodes):
            kind = .ordered(count: nodes.count)
            values = [nodes]
        case .interval(let interval):
            kind = .interval(interval)
            values = []
        }
    }

    /// Parameters that change together; nil when one has not this number of values.
    init?(zipped parameters: [SweepParameter], count: Int, grid: Int?) {
        let values = parameters.compactMap { $0.domain.values(at: $0.origin) }
        guard values.count == parameters.count, values.allSatisfy({ $0.count == count }) else { return nil }
        self.parameters = parameters
        self.values = values
        self.grid = grid
        let isOrdered = parameters.allSatisfy { parameter in
            if case .choice = parameter.domain { false } else { true }
        }
        kind = isOrdered ? .ordered(count: count) : .categorical(weights: Array(repeating: 1, count: count))
    }

    /// The choice between the grids of a union.
    init(gridCount: Int) {
        kind = .categorical(weights: Array(repeating: 1, count: gridCount))
        parameters = []
        values = []
        grid = nil
    }

    /// The conditions of its parameters: it counts when all hold.
    package var conditions: [ParameterCondition] { parameters.compactMap(\.condition) }

    /// How many coordinates there are; nil for a continuous interval.
    package var count: Int? {
        switch kind {
        case .categorical(let weights): weights.count
        case .ordered(let count): count
        case .interval(let interval): interval.count
        }
    }

    /// The k-th coordinate of an axis with a `count`.
    package func coordinate(at index: Int) -> Double {
        switch kind {
        case .categorical, .ordered: Double(index)
        case .interval(let interval): interval.value(at: index)
        }
    }

    /// The coordinate below which a share (0 ≤ share < 1) of the prior probability lies.
    package func quantile(_ share: Double) -> Double {
        switch kind {
        case .categorical(let weights):
            var rest = share * weights.reduce(0, +)
            for (index, weight) in weights.enumerated() {
                if rest < weight { return Double(index) }
                rest -= weight
            }
            return Double(weights.count - 1)
        case .ordered(let count):
            return Double(min(Int(share * Double(count)), count - 1))
        case .interval(let interval):
            return interval.quantile(share)
        }
    }

    /// The values of its parameters at a coordinate, in the order of `parameters`.
    package func values(at coordinate: Double) -> [SpecNode] {
        switch kind {
        case .categorical, .ordered:
            let index = Int(coordinate)
            return values.compactMap { $0.indices.contains(index) ? $0[index] : nil }
        case .interval(let interval):
            return parameters.map { SpecNode(interval.content(of: coordinate), origin: $0.origin) }
        }
    }

    /// The coordinate at which its parameters have these values; nil when there is none.
    package func coordinate(of wanted: [SpecContent]) -> Double? {
        switch kind {
        case .categorical(let weights):
            return position(of: wanted, count: weights.count).map(Double.init)
        case .ordered(let count):
            return position(of: wanted, count: count).map(Double.init)
        case .interval(let interval):
            guard let first = wanted.first, let number = SweptValue.number(first),
                interval.lower...interval.upper ~= number
            else { return nil }
            let nearest = interval.nearest(number)
            return abs(nearest - number) <= 1e-9 * max(abs(number), 1e-300) ? nearest : nil
        }
    }

    private func position(of wanted: [SpecContent], count: Int) -> Int? {
        (0..<count).first { index in
            zip(values, wanted).allSatisfy { list, value in
                list.indices.contains(index) && SweptValue.isSame(list[index].content, as: value)
            }
        }
    }
}
