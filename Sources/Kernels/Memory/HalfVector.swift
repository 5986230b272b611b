internal import CIntrinsics

/// Half a vector (8 floats or 4 doubles), the register that the loops over row-major blocks work in: eight running
/// sums, a row and a factor fit AVX2's sixteen registers, which whole vectors would not.
protocol HalfVector: SIMD, Sendable where Scalar: KernelScalar {
    static func load(_ start: UnsafePointer<Scalar>) -> Self
    static func store(_ vector: Self, _ start: UnsafeMutablePointer<Scalar>)
    static func repeated(_ value: Scalar) -> Self
    static func product(_ a: Self, _ b: Self) -> Self
    static func sum(_ a: Self, _ b: Self) -> Self
    /// a·b + c, rounded once.
    static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self
    /// Adds the lanes to as many double-precision numbers.
    static func add(_ vector: Self, to accumulator: UnsafeMutablePointer<Double>)

    /// The first steps towards the sums over the lanes of `partial` for as many rows as there are lanes, the first of
    /// them at `start`: lanes i and i + half.
    static func foldedRows(
        _ start: UnsafePointer<Scalar>, stride: Int, _ partial: (UnsafePointer<Scalar>) -> Self
    ) -> FoldedRows<Self>

    /// The sums, lane i for row i: the other steps, down to one lane.
    static func rowSums(_ rows: FoldedRows<Self>) -> Self
}

extension SIMD8<Float>: HalfVector {
    @inline(__always) static func load(_ start: UnsafePointer<Float>) -> Self { assay_f32_load_half(start) }
    @inline(__always)
    static func store(_ vector: Self, _ start: UnsafeMutablePointer<Float>) {
        assay_f32_store_half(start, vector)
    }
    @inline(__always) static func repeated(_ value: Float) -> Self { assay_f32_half_repeating(value) }
    @inline(__always)
    static func product(_ a: Self, _ b: Self) -> Self { assay_f32_half_multiply(a, b) }
    @inline(__always) static func sum(_ a: Self, _ b: Self) -> Self { assay_f32_half_add(a, b) }
    @inline(__always)
    static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self { assay_f32_half_fma(a, b, c) }

    @inline(__always)
    static func add(_ vector: Self, to accumulator: UnsafeMutablePointer<Double>) {
        accumulator.store(assay_f64_add(accumulator.vector(0), assay_f32_half_doubles(vector)), 0)
    }

    @inline(__always)
    static func foldedRows(
        _ start: UnsafePointer<Float>, stride: Int, _ partial: (UnsafePointer<Float>) -> Self
    ) -> FoldedRows<Self> {
        let upper = start + 4 &* stride
        return FoldedRows(
            a: assay_f32_fold_parts(partial(start), partial(upper)),
            b: assay_f32_fold_parts(partial(start + stride), partial(upper + stride)),
            c: assay_f32_fold_parts(partial(start + 2 &* stride), partial(upper + 2 &* stride)),
            d: assay_f32_fold_parts(partial(start + 3 &* stride), partial(upper + 3 &* stride)))
    }

    @inline(__always)
    static func rowSums(_ rows: FoldedRows<Self>) -> Self {
        assay_f32_fold_lanes(
            assay_f32_fold_pairs(rows.a, rows.b), assay_f32_fold_pairs(rows.c, rows.d))
    }
}

extension SIMD4<Double>: HalfVector {
    @inline(__always) static func load(_ start: UnsafePointer<Double>) -> Self { assay_f64_load_half(start) }
    @inline(__always)
    static func store(_ vector: Self, _ start: UnsafeMutablePointer<Double>) {
        assay_f64_store_half(start, vector)
    }
    @inline(__always) static func repeated(_ value: Double) -> Self { assay_f64_half_repeating(value) }
    @inline(__always)
    static func product(_ a: Self, _ b: Self) -> Self { assay_f64_half_multiply(a, b) }
    @inline(__always) static func sum(_ a: Self, _ b: Self) -> Self { assay_f64_half_add(a, b) }
    @inline(__always)
    static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self { assay_f64_half_fma(a, b, c) }

    @inline(__always)
    static func add(_ vector: Self, to accumulator: UnsafeMutablePointer<Double>) {
        store(assay_f64_half_add(load(accumulator), vector), accumulator)
    }

    @inline(__always)
    static func foldedRows(
        _ start: UnsafePointer<Double>, stride: Int, _ partial: (UnsafePointer<Double>) -> Self
    ) -> FoldedRows<Self> {
        let upper = start + 2 &* stride
        return FoldedRows(
            a: assay_f64_fold_parts(partial(start), partial(upper)),
            b: assay_f64_fold_parts(partial(start + stride), partial(upper + stride)), c: zero, d: zero)
    }

    @inline(__always)
    static func rowSums(_ rows: FoldedRows<Self>) -> Self { assay_f64_fold_lanes(rows.a, rows.b) }
}

/// What `HalfVector.foldedRows` leaves of the rows; doubles use `a` and `b`.
struct FoldedRows<Half: HalfVector> {
    var a: Half
    var b: Half
    var c: Half
    var d: Half
}
