import Testing
import Training

@Suite("Optimizers of second order")
struct SecondOrderTests {
    static let names: [String] = []
}
