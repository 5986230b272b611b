import Spec

package struct SobolSampler: Sampler {
    package static let name = "sobol"
    package static let about = """
        Points that fill the space more evenly than independent draws.

            point n, dimension d: x = ⊕ of v_k over the bits k of n ⊕ ⌊n / 2⌋ (Gray code),
            scrambled, as a share of 2³²; the value is the quantile of d at that share

        A Sobol sequence. Scrambling flips bit k of every coordinate by a random bit that depends on the
        bits before it (nested uniform scrambling): of the first 2^m points one stays in each of 2^m equal
        intervals of every parameter, but another seed gives other points. A point depends on the seed and
        its number alone, so more trials later keep the earlier ones.

        - Limits: evenness is best for a power of 2 of trials; up to 128 dimensions; without scrambling the
          first point is the lower end of every domain; points forbidden by constraints are skipped, at most
          10,000 in a row; only dimensions without conditions are filled evenly
        - Errors: `too-many-dimensions`; the sweep ends when the constraints hardly ever hold
        - Source: I. Antonov, V. Saleev, "An economic method of computing LPτ-sequences", 1979; A. Owen,
          "Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995
        """
    package static let primaryField: String? = "trials"
    package static let example: String? = "{sobol: 64}"
    package let trials: Int?
    private let isScrambled: Bool
    package var generation: Int? { nil }
    package var startup: Int { 0 }

    package init(reading fields: inout FieldReader) {
        trials = fields.requiredInt(
            "trials", in: .closed(1, 1_000_000), "How many points to draw; best a power of 2.")
        isScrambled = fields.bool(
            "scramble", default: true, "Whether the seed changes the points; false gives the plain sequence.")
    }

    package init(trials: Int, scramble: Bool = true) {
        self.trials = trials
        isScrambled = scramble
    }

    package func check(_ space: SearchSpace, at place: Origin, diagnostics: inout DiagnosticBag) {
        guard space.dimensions.count > SobolDirections.dimensions else { return }
        diagnostics.report(
            Diagnostic(
                "too-many-dimensions",
                "the sampler 'sobol' fills up to \(SobolDirections.dimensions) dimensions, the sweep has "
                    + "\(space.dimensions.count)",
                at: place, help: "use the sampler 'random'"))
    }

    package func points(
        _ numbers: Range<Int>, in space: SearchSpace, seed: UInt64, after observations: [Observation]
    ) throws(SamplingError) -> SampledPoints {
        let sequence = SobolSequence(
            dimensions: space.dimensions.count, scrambling: isScrambled ? SamplerRandom(seed: seed) : nil)
        var sampled = SampledPoints()
        var number = 0
        var index = 0
        var forbidden = 0
        while number < numbers.upperBound {
            let shares = sequence.point(index)
            let point = space.point { space.dimensions[$0].quantile(shares[$0]) }
            index += 1
            guard space.allows(point) else {
                forbidden += 1
                if forbidden == RandomSampler.attempts { throw .constraintsHardlyHold(attempts: forbidden) }
                sampled.droppedCount += 1
                continue
            }
            forbidden = 0
            if numbers.contains(number) { sampled.points.append(point) }
            number += 1
        }
        return sampled
    }
}

/// The points of a Sobol sequence in the unit cube.
package struct SobolSequence: Sendable {
    private let directions: [[UInt32]]
    private let scrambling: SamplerRandom?

    package init(dimensions: Int, scrambling: SamplerRandom? = nil) {
        directions = (0..<dimensions).map { SobolDirections.numbers(of: $0) }
        self.scrambling = scrambling
    }

    /// The n-th point, counted from 0; each coordinate in [0, 1).
    package func point(_ index: Int) -> [Double] {
        let gray = UInt32(truncatingIfNeeded: index ^ (index >> 1))
        return directions.indices.map { dimension in
            var bits: UInt32 = 0
            for (place, direction) in directions[dimension].enumerated() where gray >> UInt32(place) & 1 == 1
            {
                bits ^= direction
            }
            if let scrambling { bits = Self.scrambled(bits, dimension, scrambling) }
            return Double(bits) * 0x1p-32
        }
    }

    /// Each bit flipped by a random bit of its own for every value of the bits before it.
    private static func scrambled(_ bits: UInt32, _ dimension: Int, _ random: SamplerRandom) -> UInt32 {
        var result = bits
        for place in 0..<32 {
            let before = place == 0 ? 0 : Int(bits >> UInt32(32 - place))
            let word = random.words(before, dimension, 1 << 31 | place, 0).x
            result ^= (word & 1) << UInt32(31 - place)
        }
        return result
    }
}
