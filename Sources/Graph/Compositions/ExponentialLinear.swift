import Kernels

/// Positive elements kept, negative ones bent towards a floor.
///
///     y = x where x > 0, else alpha · (eˣ - 1);  dx = dy where x > 0, else dy · alpha · eˣ
///
/// The exponential is taken of the negative part only: a large positive x must not make an infinite slope
/// that 0 is then multiplied by.
///
/// - Shapes: input [any] → output [the same]
package func exponentialLinear(_ x: Tensor, alpha: Double) -> Tensor {
    let bent = expm1(minimum(x, 0)) * alpha
    return select(x .> 0, x, bent)
}
