import Kernels
import Testing

@Suite struct RowGatherTests {
    @Test func copiesTheChosenRows() {
        let table = Buffer((0..<20).map { Float($0) })  // 5 rows of 4, of which 3 columns are used
        let rows = Buffer([Int32(4), 0, 4])
        let result = Buffer(.float32, count: 3 * 3)
        RowGather.gather(
            table: table.typed(Float.self), rowStride: 4, columns: 3, rows: rows.typed(Int32.self), count: 3,
            into: result.typed(Float.self), resultRowStride: 3)
        #expect(result.array(Float.self) == [16, 17, 18, 0, 1, 2, 16, 17, 18])
        withExtendedLifetime((table, rows)) {}
    }

    @Test func addsRowsThatOccurTwiceTwice() {
        let source = Buffer([1.0, 2, 10, 20, 100, 200])
        let rows = Buffer([Int32(1), 0, 1])
        let table = Buffer([0.5, 0.5, 0.5, 0.5])
        RowGather.scatterAdd(
            from: source.typed(Double.self), sourceRowStride: 2, columns: 2, rows: rows.typed(Int32.self),
            count: 3, into: table.typed(Double.self), rowStride: 2)
        #expect(table.array(Double.self) == [10.5, 20.5, 101.5, 202.5])
        withExtendedLifetime((source, rows)) {}
    }
}
