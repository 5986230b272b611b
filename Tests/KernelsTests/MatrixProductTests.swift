import Kernels
import Testing

@Suite struct MatrixProductTests {
    struct Sizes: CustomTestStringConvertible, Sendable {
        var rows: Int
        var columns: Int
        var inner: Int
        var testDescription: String { "\(rows)x\(columns)x\(inner)" }
    }

    static let sizes = [
        Sizes(rows: 1, columns: 1, inner: 1), Sizes(rows: 10, columns: 3, inner: 2),
        Sizes(rows: 7, columns: 17, inner: 5), Sizes(rows: 3, columns: 1, inner: 40),
        Sizes(rows: 1, columns: 9, inner: 20), Sizes(rows: 6, columns: 16, inner: 8),
        Sizes(rows: 13, columns: 35, inner: 3), Sizes(rows: 2, columns: 70, inner: 4),
        Sizes(rows: 20, columns: 1, inner: 4), Sizes(rows: 1, columns: 3, inner: 1100),
        Sizes(rows: 5, columns: 2, inner: 513), Sizes(rows: 4, columns: 5, inner: 0),
        Sizes(rows: 0, columns: 5, inner: 3), Sizes(rows: 50, columns: 20, inner: 17),
    ]

    @Test(arguments: sizes, [false, true]) func matchesADoublePrecisionLoop(sizes: Sizes, transposed: Bool) {
        for right in [false, true] {
            let layout = MatrixProductLayout(
                batches: 2, rows: sizes.rows, columns: sizes.columns, inner: sizes.inner,
                leftTransposed: transposed, rightTransposed: right)
            checkAgainstLoop(layout, Float.self, tolerance: 0x1p-22)
            checkAgainstLoop(layout, Double.self, tolerance: 0x1p-50)
        }
    }

    /// Error bound of a sum of `inner` rounded products of numbers in [−1, 1]: about inner · tolerance.
    func checkAgainstLoop<Scalar: KernelScalar>(
        _ layout: MatrixProductLayout, _ type: Scalar.Type, tolerance: Double
    ) {
        let (left, right, result) = run(layout, type, threads: 1)
        let a = left.typed(type)
        let b = right.typed(type)
        for batch in 0..<layout.batches {
            for row in 0..<layout.rows {
                for column in 0..<layout.columns {
                    var sum = 0.0
                    for term in 0..<layout.inner {
                        let first = batch * layout.leftBatchStride + row * layout.leftRowStride
                        let second = batch * layout.rightBatchStride + column * layout.rightColumnStride
                        sum +=
                            Double(a[first + term * layout.leftInnerStride])
                            * Double(b[second + term * layout.rightInnerStride])
                    }
                    let at = batch * layout.resultBatchStride + row * layout.resultRowStride + column
                    let found = Double(result.typed(type)[at])
                    #expect(abs(found - sum) <= tolerance * Double(layout.inner), "\(batch) \(row) \(column)")
                }
            }
        }
    }

    @Test(arguments: sizes) func hasTheSameBitsAsTheReferenceLoopForAnyNumberOfTasks(sizes: Sizes) {
        for (left, right) in [(false, false), (true, false), (false, true), (true, true)] {
            let layout = MatrixProductLayout(
                rows: sizes.rows, columns: sizes.columns, inner: sizes.inner, leftTransposed: left,
                rightTransposed: right)
            checkBits(layout, Float.self)
            checkBits(layout, Double.self)
        }
    }

    func checkBits<Scalar: KernelScalar>(_ layout: MatrixProductLayout, _ type: Scalar.Type) {
        let (left, right, result) = run(layout, type, threads: 1)
        let expected = Buffer(Scalar.elementType, count: result.count)
        MatrixProduct.reference(
            layout, left: left.typed(type), right: right.typed(type), result: expected.typed(type))
        #expect(result.array(type) == expected.array(type))
        let many = run(layout, type, threads: 3).result
        #expect(many.array(type) == expected.array(type))
    }

    func run<Scalar: KernelScalar>(
        _ layout: MatrixProductLayout, _ type: Scalar.Type, threads: Int
    ) -> (left: Buffer, right: Buffer, result: Buffer) {
        var random = PseudoRandom(3)
        let left = random.values(layout.batches * layout.rows * layout.inner, type)
        let right = random.values(layout.batches * layout.inner * layout.columns, type)
        let result = random.values(layout.batches * layout.rows * layout.columns, type)
        let plan = MatrixProductPlan<Scalar>(layout, threads: threads)
        let workspace = random.pointer(plan.workspaceCount, type)
        plan.run(
            left: left.typed(type), right: right.typed(type), result: result.typed(type),
            workspace: workspace)
        return (left, right, result)
    }

    /// 32 products of 20 x 8 with a shared left operand are one product of 20 x 256, bit for bit.
    @Test func stackedProductsHaveTheBitsOfSeparateOnes() {
        var random = PseudoRandom(9)
        let left = random.pointer(20 * 30, Float.self)
        let wide = random.pointer(30 * 256, Float.self)
        let together = Buffer(.float32, count: 20 * 256)
        let plan = MatrixProductPlan<Float>(MatrixProductLayout(rows: 20, columns: 256, inner: 30))
        let workspace = Buffer(.float32, count: plan.workspaceCount + 4096).kept(Float.self)
        plan.run(left: left, right: wide, result: together.typed(Float.self), workspace: workspace)
        for trial in 0..<32 {
            var layout = MatrixProductLayout(rows: 20, columns: 8, inner: 30)
            layout.rightInnerStride = 256
            let alone = Buffer(.float32, count: 20 * 8)
            MatrixProductPlan<Float>(layout).run(
                left: left, right: wide + 8 * trial, result: alone.typed(Float.self), workspace: workspace)
            for row in 0..<20 {
                for column in 0..<8 {
                    let inStack = together.typed(Float.self)[row * 256 + 8 * trial + column]
                    #expect(alone.typed(Float.self)[row * 8 + column] == inStack)
                }
            }
        }
    }

    /// Sizes at which operands are packed: many rows, rows far apart.
    @Test func packedOperandsGiveTheSameBits() {
        var layout = MatrixProductLayout(rows: 50, columns: 66, inner: 20, leftTransposed: true)
        layout.leftInnerStride = 2100
        layout.rightInnerStride = 2100
        var random = PseudoRandom(4)
        let left = random.pointer(20 * 2100, Float.self)
        let right = random.pointer(20 * 2100, Float.self)
        let result = Buffer(.float32, count: 50 * 66)
        let expected = Buffer(.float32, count: 50 * 66)
        let plan = MatrixProductPlan<Float>(layout)
        let workspace = Buffer(.float32, count: plan.workspaceCount).kept(Float.self)
        plan.run(left: left, right: right, result: result.typed(Float.self), workspace: workspace)
        MatrixProduct.reference(layout, left: left, right: right, result: expected.typed(Float.self))
        #expect(result.array(Float.self) == expected.array(Float.self))
    }
}
