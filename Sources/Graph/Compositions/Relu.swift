import Kernels

/// Negative elements replaced by 0.
///
///     y = max(0, x),  dx = dy where x > 0, else 0
///
/// - Shapes: input [any] → output [the same]
package func relu(_ x: Tensor) -> Tensor { maximum(0, x) }
