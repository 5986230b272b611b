/// The densities of good and bad points over the dimensions of a group.
struct TPEGroup {
    private let good: ParzenEstimator
    private let bad: ParzenEstimator
    private let candidates: Int

    init(_ members: [Int], _ space: SearchSpace, _ history: TPEHistory, _ settings: TPESettings) {
        let axes = members.map { ParzenAxis(space.dimensions[$0]) }
        let good = history.good(in: members)
        let bad = history.bad(in: members)
        self.good = ParzenEstimator(axes, good.points, weights: good.weights, settings)
        self.bad = ParzenEstimator(axes, bad.points, weights: bad.weights, settings)
        candidates = settings.candidates
    }

    /// The best of some draws from the density of good points: the one with the greatest ratio to that of bad ones,
    /// the first of equals.
    func draw(_ stream: inout SamplerStream) -> [Double] {
        var best: (point: [Double], gain: Double)?
        for _ in 0..<candidates {
            let point = good.draw(&stream)
            let gain = good.logDensity(point) - bad.logDensity(point)
            if best == nil || gain > best?.gain ?? .infinity { best = (point, gain) }
        }
        return best?.point ?? []
    }
}
