import Kernels
import Testing

/// `RowSums` has the bits of `Reduction`, whose order it takes apart.
@Suite("Sums of row loops") struct RowSumsTests {
    @Test("over arrays are those over the elements of rows", arguments: 1...16)
    func arrays(count: Int) {
        check(count, Float.self)
        check(count, Double.self)
    }

    private func check<Scalar: KernelScalar>(_ count: Int, _ type: Scalar.Type) {
        let rows = 21
        var random = PseudoRandom(31)
        let values = random.pointer(rows * count, type)
        let expected = Buffer(type.elementType, count: rows)
        Reduction.run(.sum, from: values, into: expected.typed(type), outer: rows, reduce: count, inner: 1)
        let columns = (0..<count).map { column in
            Buffer((0..<rows).map { values[$0 * count + column] }).kept(type)
        }
        let found = Buffer(type.elementType, count: rows)
        columns.map { UnsafePointer($0) }.withUnsafeBufferPointer {
            Scalar.addArrays($0, count: rows, into: found.typed(type))
        }
        #expect(found.array(type) == expected.array(type))
    }

    @Test("go on from block to block", arguments: [1, 2, 15, 16, 40, 513, 1000], [1, 3])
    func lanes(rows: Int, outputs: Int) {
        var random = PseudoRandom(32)
        let values = random.pointer(rows * outputs, Float.self)
        let expected = Buffer(.float32, count: outputs)
        Reduction.run(
            .sum, from: values, into: expected.typed(Float.self), outer: 1, reduce: rows, inner: outputs)
        let lanes = RowSums.lanes(outputs: outputs)
        for output in 0..<outputs {
            let column = Buffer((0..<rows).map { values[$0 * outputs + output] }).kept(Float.self)
            let sums = Buffer(.float64, count: 16)
            for start in stride(from: 0, to: rows, by: 512) {
                Float.addLanes(
                    column + start, count: min(512, rows - start), lanes: lanes, into: sums.typed(Double.self)
                )
            }
            let total = RowSums.total(UnsafePointer(sums.typed(Double.self)), lanes: lanes)
            #expect(Float(total) == expected.array(Float.self)[output])
        }
    }
}
