/// Conversions between element types.
package enum Conversion {
    /// Whole numbers as real numbers, rounded to nearest where they do not fit.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func real<Scalar: KernelScalar>(
        from source: UnsafePointer<Int32>, into result: UnsafeMutablePointer<Scalar>, count: Int
    ) {
        for index in 0..<count { result[index] = Scalar(source[index]) }
    }
}
