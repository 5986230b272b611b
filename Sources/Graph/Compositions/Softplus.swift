import Kernels

extension Graph {
    /// A smooth `max(x, 0)`, exact in both tails.
    ///
    ///     y = (x + |x|) / 2 + ln(1 + exp(-|x|)),  dx = dy · sigmoid(x)
    ///
    /// The first term is `max(x, 0)` without a kink's one-sided gradient: at 0 the gradient is 1/2, as it must be
    /// for logits that start at 0.
    ///
    /// - Shapes: input [any] → output [the same]
    package func softplus(_ x: Tensor) throws -> Tensor {
        let size = try absolute(x)
        let tail = try log1p(exp(negate(size)))
        return try add(multiply(add(x, size), constant(0.5)), tail)
    }
}
