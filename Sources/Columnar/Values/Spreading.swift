/// Moves values that were read without gaps to the rows that have one.
enum Spreading {
    /// - Parameters:
    ///   - values: as many as there are 1s among the levels, then room for the others
    ///   - levels: by row, `present` where there is a value
    @inline(__always)
    static func spread<Value>(
        _ values: UnsafeMutablePointer<Value>, _ levels: UnsafeBufferPointer<UInt8>, present: UInt8,
        count: Int, missing: Value
    ) {
        var source = count
        var row = levels.count
        while row > source {
            row -= 1
            if levels[row] == present {
                source -= 1
                values[row] = values[source]
            } else {
                values[row] = missing
            }
        }
    }
}
