import Foundation

/// Functions with a known least value, as `Tests/References/sweep_optuna.py` has them.
enum TestFunction: String, CaseIterable {
    case branin
    case hartmann6
    case rosenbrock4

    var bounds: [(Double, Double)] {
        switch self {
        case .branin: [(-5, 10), (0, 15)]
        case .hartmann6: Array(repeating: (0, 1), count: 6)
        case .rosenbrock4: Array(repeating: (-5, 10), count: 4)
        }
    }

    func value(_ x: [Double]) -> Double {
        switch self {
        case .branin: Self.branin(x)
        case .hartmann6: Self.hartmann(x)
        case .rosenbrock4: Self.rosenbrock(x)
        }
    }

    private static func branin(_ x: [Double]) -> Double {
        let curve = x[1] - 5.1 / (4 * .pi * .pi) * x[0] * x[0] + 5 / .pi * x[0] - 6
        return curve * curve + 10 * (1 - 1 / (8 * .pi)) * cos(x[0]) + 10
    }

    private static func hartmann(_ x: [Double]) -> Double {
        let weights = [1.0, 1.2, 3.0, 3.2]
        let scales: [[Double]] = [
            [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8],
            [17, 8, 0.05, 10, 0.1, 14],
        ]
        let centres: [[Double]] = [
            [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
            [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
            [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
            [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
        ]
        var total = 0.0
        for (weight, (scale, centre)) in zip(weights, zip(scales, centres)) {
            var exponent = 0.0
            for index in x.indices {
                let distance = x[index] - centre[index]
                exponent += scale[index] * distance * distance
            }
            total -= weight * exp(-exponent)
        }
        return total
    }

    private static func rosenbrock(_ x: [Double]) -> Double {
        var total = 0.0
        for index in 0..<(x.count - 1) {
            let bend = x[index + 1] - x[index] * x[index]
            total += 100 * bend * bend + (1 - x[index]) * (1 - x[index])
        }
        return total
    }
}
