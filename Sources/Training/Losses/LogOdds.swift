import Foundation

/// Probabilities as the numbers that a sigmoid or softmax makes them of.
enum LogOdds {
    /// Nearer to 0 (or 1) nothing can be told apart; a probability of 0 would be an infinite score.
    private static let least = 1e-15

    static func of(_ probability: Double) -> Double {
        let clipped = min(max(probability, least), 1 - least)
        return log(clipped) - log1p(-clipped)
    }

    static func logarithm(_ value: Double) -> Double { log(max(value, least)) }
}
