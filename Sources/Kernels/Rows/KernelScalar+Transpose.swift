internal import CIntrinsics

extension Float {
    @inline(__always)
    package static func transposeHalf(
        _ rows: RowStarts<Float>, columns: Int, into result: UnsafeMutablePointer<Float>, stride: Int
    ) {
        // Rows of up to 16 elements, the usual case, need no loop.
        var done = 0
        if columns >= 16 {
            transposeFour(rows, 0, into: result, stride: stride, columns: 4)
            transposeFour(rows, 4, into: result + 4 &* stride, stride: stride, columns: 4)
            transposeFour(rows, 8, into: result + 8 &* stride, stride: stride, columns: 4)
            transposeFour(rows, 12, into: result + 12 &* stride, stride: stride, columns: 4)
            done = 16
        } else if columns >= 12 {
            transposeFour(rows, 0, into: result, stride: stride, columns: 4)
            transposeFour(rows, 4, into: result + 4 &* stride, stride: stride, columns: 4)
            transposeFour(rows, 8, into: result + 8 &* stride, stride: stride, columns: 4)
            done = 12
        }
        while done &+ 4 <= columns {
            transposeFour(rows, done, into: result + done &* stride, stride: stride, columns: 4)
            done &+= 4
        }
        let rest = columns &- done
        if rest > 0 {
            transposeFour(rows, done, into: result + done &* stride, stride: stride, columns: rest)
        }
    }

    /// Four elements of each of eight rows: as many stores as there are columns.
    @inline(__always)
    private static func transposeFour(
        _ rows: RowStarts<Float>, _ column: Int, into target: UnsafeMutablePointer<Float>, stride: Int,
        columns: Int
    ) {
        // Rows 0 … 3 in the low halves, rows 4 … 7 in the high halves.
        let a = assay_f32_join(rows.first + column, rows.fifth + column)
        let b = assay_f32_join(rows.second + column, rows.sixth + column)
        let c = assay_f32_join(rows.third + column, rows.seventh + column)
        let d = assay_f32_join(rows.fourth + column, rows.eighth + column)
        let abLow = assay_f32_zip_low(a, b)
        let cdLow = assay_f32_zip_low(c, d)
        let abHigh = assay_f32_zip_high(a, b)
        let cdHigh = assay_f32_zip_high(c, d)
        assay_f32_store_half(target, assay_f32_pair_low(abLow, cdLow))
        if columns > 1 { assay_f32_store_half(target + stride, assay_f32_pair_high(abLow, cdLow)) }
        if columns > 2 { assay_f32_store_half(target + 2 &* stride, assay_f32_pair_low(abHigh, cdHigh)) }
        if columns > 3 { assay_f32_store_half(target + 3 &* stride, assay_f32_pair_high(abHigh, cdHigh)) }
    }
}

extension Double {
    @inline(__always)
    package static func transposeHalf(
        _ rows: RowStarts<Double>, columns: Int, into result: UnsafeMutablePointer<Double>,
        stride: Int
    ) {
        var column = 0
        while column < columns {
            let target = result + column &* stride
            // Rows 0, 1 in the low halves, rows 2, 3 in the high halves.
            let a = assay_f64_join(rows.first + column, rows.third + column)
            let b = assay_f64_join(rows.second + column, rows.fourth + column)
            assay_f64_store_half(target, assay_f64_zip_low(a, b))
            if columns &- column > 1 { assay_f64_store_half(target + stride, assay_f64_zip_high(a, b)) }
            column &+= 2
        }
    }
}
