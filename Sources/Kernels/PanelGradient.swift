/// How `Panel.gradient` adds: for one trial six features at a time, for two trials two features at a time, so
/// that each load serves as many sums as the registers hold. The order within a sum is the same in both.
struct PanelGradient<Scalar: KernelScalar> {
    typealias Vector = Scalar.Vector

    var panel: UnsafePointer<Scalar>
    var stride: Int
    var d: UnsafePointer<Scalar>
    var dStride: Int
    var count: Int
    var accumulator: UnsafeMutablePointer<Double>
    var accumulatorStride: Int

    @inline(__always)
    func runSingle(features: Int) {
        var feature = 0
        while feature < features {
            switch features &- feature {
            case 1: single(feature, width: 1)
            case 2: single(feature, width: 2)
            case 3: single(feature, width: 3)
            case 4: single(feature, width: 4)
            case 5: single(feature, width: 5)
            default: single(feature, width: 6)
            }
            feature &+= 6
        }
    }

    @inline(__always)
    func runPair(features: Int) {
        var feature = 0
        while feature &+ 1 < features {
            pair(feature, width: 2)
            feature &+= 2
        }
        if feature < features { pair(feature, width: 1) }
    }

    /// One trial and up to six features; `width` is a constant after inlining.
    @inline(__always)
    private func single(_ feature: Int, width: Int) {
        var sum0 = Vector.zero
        var sum1 = Vector.zero
        var sum2 = Vector.zero
        var sum3 = Vector.zero
        var sum4 = Vector.zero
        var sum5 = Vector.zero
        let upper = panel + feature &* stride
        let lower = upper + 3 &* stride
        var row = 0
        while row < count {
            let value = factor(d, row)
            sum0 = Vector.fma(upper.vector(row), value, sum0)
            if width > 1 { sum1 = Vector.fma(upper.vector(row &+ stride), value, sum1) }
            if width > 2 { sum2 = Vector.fma(upper.vector(row &+ 2 &* stride), value, sum2) }
            if width > 3 { sum3 = Vector.fma(lower.vector(row), value, sum3) }
            if width > 4 { sum4 = Vector.fma(lower.vector(row &+ stride), value, sum4) }
            if width > 5 { sum5 = Vector.fma(lower.vector(row &+ 2 &* stride), value, sum5) }
            row &+= Scalar.lanes
        }
        let target = accumulator + feature
        target[0] += Double(Vector.sum(sum0))
        if width > 1 { target[1] += Double(Vector.sum(sum1)) }
        if width > 2 { target[2] += Double(Vector.sum(sum2)) }
        if width > 3 { target[3] += Double(Vector.sum(sum3)) }
        if width > 4 { target[4] += Double(Vector.sum(sum4)) }
        if width > 5 { target[5] += Double(Vector.sum(sum5)) }
    }

    /// Two trials and up to two features.
    @inline(__always)
    private func pair(_ feature: Int, width: Int) {
        var sum00 = Vector.zero
        var sum01 = Vector.zero
        var sum10 = Vector.zero
        var sum11 = Vector.zero
        let upper = panel + feature &* stride
        let other = d + dStride
        var row = 0
        while row < count {
            let first = factor(d, row)
            let second = factor(other, row)
            let value = upper.vector(row)
            sum00 = Vector.fma(value, first, sum00)
            sum10 = Vector.fma(value, second, sum10)
            if width > 1 {
                let next = upper.vector(row &+ stride)
                sum01 = Vector.fma(next, first, sum01)
                sum11 = Vector.fma(next, second, sum11)
            }
            row &+= Scalar.lanes
        }
        let target = accumulator + feature
        target[0] += Double(Vector.sum(sum00))
        target[accumulatorStride] += Double(Vector.sum(sum10))
        if width > 1 {
            target[1] += Double(Vector.sum(sum01))
            target[accumulatorStride &+ 1] += Double(Vector.sum(sum11))
        }
    }

    /// The factors of the rows from `row` on; 0 for rows beyond the count.
    @inline(__always)
    private func factor(_ values: UnsafePointer<Scalar>, _ row: Int) -> Vector {
        let whole = values.vector(row)
        let rest = count &- row
        return rest >= Scalar.lanes ? whole : Vector.first(rest, of: whole)
    }
}
