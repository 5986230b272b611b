/// Eigenvalues and eigenvectors of a symmetric matrix, largest value first.
///
/// Jacobi's method: rotations take one element off the diagonal to 0 at a time, in a fixed order, until all are
/// negligible. Small values keep their relative precision.
///
/// - Limits: time of about 10 · n³: moments for a hundred columns, half a minute for a thousand
/// - Source: C. Jacobi (1846), in the cyclic form of G. Forsythe, P. Henrici, Trans. AMS 94 (1960)
struct SymmetricEigen {
    let values: [Double]
    /// A vector per value, of length 1.
    let vectors: [[Double]]

    /// - Parameter matrix: rows of a symmetric matrix
    init(_ matrix: [[Double]]) {
        let size = matrix.count
        var a = matrix.flatMap { $0 }
        var v = [Double](repeating: 0, count: size * size)
        for index in 0..<size { v[index * size + index] = 1 }
        a.withUnsafeMutableBufferPointer { a in
            v.withUnsafeMutableBufferPointer { v in
                for _ in 0..<60 where SymmetricEigen.sweep(a, v, size) == false { break }
            }
        }
        let order = (0..<size).sorted { left, right in
            let (first, second) = (a[left * size + left], a[right * size + right])
            return first != second ? first > second : left < right
        }
        values = order.map { a[$0 * size + $0] }
        // Rotations are applied to rows of v, so that memory is read in order.
        vectors = order.map { Array(v[($0 * size)..<(($0 + 1) * size)]) }
    }

    /// One rotation for every pair; false when there was nothing left to do.
    private static func sweep(
        _ a: UnsafeMutableBufferPointer<Double>, _ v: UnsafeMutableBufferPointer<Double>, _ size: Int
    ) -> Bool {
        var isChanged = false
        for p in 0..<size {
            for q in (p + 1)..<max(size, p + 1) {
                let element = a[p * size + q]
                let (first, second) = (a[p * size + p], a[q * size + q])
                if abs(element) <= 1e-17 * (abs(first) * abs(second)).squareRoot() || element == 0 {
                    continue
                }
                isChanged = true
                let theta = (second - first) / (2 * element)
                let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
                let c = 1 / (t * t + 1).squareRoot()
                let s = t * c
                for k in 0..<size {
                    let (x, y) = (a[p * size + k], a[q * size + k])
                    a[p * size + k] = c * x - s * y
                    a[q * size + k] = s * x + c * y
                }
                for k in 0..<size {
                    let (x, y) = (a[k * size + p], a[k * size + q])
                    a[k * size + p] = c * x - s * y
                    a[k * size + q] = s * x + c * y
                }
                for k in 0..<size {
                    let (x, y) = (v[p * size + k], v[q * size + k])
                    v[p * size + k] = c * x - s * y
                    v[q * size + k] = s * x + c * y
                }
                a[p * size + q] = 0
                a[q * size + p] = 0
            }
        }
        return isChanged
    }
}
