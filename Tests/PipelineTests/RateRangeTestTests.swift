import Foundation
import Pipeline
import Testing

@Suite("Learning-rate range test")
struct RateRangeTestTests {
    /// Rates of 1e-6 to 1 in 61 steps; the loss rests at 2, falls between 1e-4 and 1e-2 along a logistic curve in the
    /// logarithm of the rate, steepest at 1e-3, and explodes beyond 0.1.
    @Test func theSteepestFallIsSuggested() throws {
        let rates = (0...60).map { pow(10, -6 + Double($0) / 10) }
        let losses = rates.map { rate in
            1 + 1 / (1 + exp(4 * (log10(rate) + 3))) + (rate > 0.1 ? 30 * (rate - 0.1) : 0)
        }
        let test = RateRangeTest(rates: rates, losses: losses)
        let suggestion = try #require(test.suggestion)
        let lowest = try #require(test.lowest)
        // Smoothing over about five steps lags by half a decade at most.
        #expect(suggestion >= 1e-3 && suggestion < 4e-3)
        #expect(lowest > suggestion && lowest < 0.3)
        #expect(test.lines().last?.hasPrefix("try: optimizer.lr=0.00") == true)
    }

    @Test func aLossThatOnlyRisesSuggestsNothing() {
        let rates = (0..<20).map { pow(10, Double($0) - 10) }
        let test = RateRangeTest(rates: rates, losses: (0..<20).map { 1 + Double($0) })
        #expect(test.suggestion == nil)
        #expect(test.lines().last == "the loss never falls: no rate can be suggested")
    }

    @Test func lossesAfterADivergenceAreLeftOut() {
        let test = RateRangeTest(rates: [1, 2, 3, 4], losses: [3, 2, .infinity, .nan])
        #expect(test.rates == [1, 2])
        #expect(RateRangeTest(rates: [1], losses: [.nan]).lines() == ["the first loss is not finite already"])
    }
}
