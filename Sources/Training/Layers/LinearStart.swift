import Graph
import Kernels

/// Starting values of weighted sums that go by the rows: sums of deviation 1, and a bias that puts the zero of each sum
/// where a random mixture of five rows lies.
///
///     weight[u] ← weight[u] / deviation(sum[u]),   bias[u] = - Σ_i e[i] sum[row i, u] / Σ_i e[i],   e ~ Exp(1)
struct LinearStart {
    let pass: ForwardPass

    /// The deviation of sums [copies, rows, units], 1 where they do not differ: [copies, 1, units].
    func divisor(of sums: Tensor, copies: Int) -> Tensor {
        let distance = sums - sums.mean(axes: [1], keepDimensions: true)
        let deviation = sqrt(square(distance).mean(axes: [1], keepDimensions: true))
        return select(deviation .== 0, 1, deviation).broadcast(to: [copies, 1, sums.shape[2]])
    }

    /// The bias for sums [copies, rows, units], which it gives the parameter as well: [copies, 1, units].
    func bias(of sums: Tensor, copies: Int) -> Tensor {
        let (rows, units) = (sums.shape[1], sums.shape[2])
        let each = min(5, rows)
        guard let uniform = pass.startUniform([rows, units], copies: copies) else {
            return pass.parameter("bias").perTrial([1, units])
        }
        // Unit u mixes rows each·u, each·u + 1, …, counted on from the first row after the last.
        let row = pass.graph.iota(rows).reshaped(to: [1, rows, 1])
        let unit = pass.graph.iota(units).reshaped(to: [1, 1, units])
        let place = row - unit * Double(each)
        let isChosen = (place - Double(rows) * floor(place / Double(rows))) .< Double(each)
        let share = select(isChosen, -log(uniform), 0)
        let total = share.sum(axes: [1], keepDimensions: true)
        let bias = -((share * sums).sum(axes: [1], keepDimensions: true) / total)
        pass.start("bias", at: bias.reshaped(to: [copies, units]))
        return bias
    }
}
