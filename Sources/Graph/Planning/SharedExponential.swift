import Kernels

/// Loops that take the logistic function and the softplus of the same value, as a logistic loss and its gradient do.
/// One instruction computes both from one exponential, with the bits of the two alone.
enum SharedExponential {
    /// From the first loop of each pair to the second.
    static func pairs<Operand: Hashable>(_ loops: [(code: ElementwiseOpcode, operands: [Operand])]) -> [Int:
        Int]
    {
        var waiting: [Operand: (loop: Int, code: ElementwiseOpcode)] = [:]
        var pairs: [Int: Int] = [:]
        for (index, loop) in loops.enumerated() where loop.code == .sigmoid || loop.code == .softplus {
            let operand = loop.operands[0]
            if let first = waiting[operand], first.code != loop.code {
                pairs[first.loop] = index
                waiting[operand] = nil
            } else {
                waiting[operand] = (index, loop.code)
            }
        }
        return pairs
    }
}
