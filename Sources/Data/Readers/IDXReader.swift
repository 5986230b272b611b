import Foundation

/// Reads an IDX file, the format of MNIST, plain or gzipped.
///
///     2 bytes 0 · 1 byte type · 1 byte number of dimensions · a 32-bit big-endian size per dimension · values
///     types: 8 unsigned bytes, 9 signed bytes, 11 shorts, 12 ints, 13 floats, 14 doubles, all big-endian
///
/// Unsigned bytes are kept as bytes; the other types become floats, ints and doubles doubles.
///
/// - Limits: 2^31 rows; more bytes than the header announces are an error as much as fewer
/// - Errors: `DataFileError`: no IDX file, a damaged header, a file that ends early
/// - Source: Y. LeCun, C. Cortes, "The MNIST database of handwritten digits", section on file formats
struct IDXReader {
    let path: String
    /// Reads no more rows than this.
    var rowLimit: Int?

    struct Header: Equatable {
        var type: UInt8
        /// Rows first.
        var dimensions: [Int]

        /// Bytes of one value in the file.
        var valueSize: Int {
            switch type {
            case 11: 2
            case 12, 13: 4
            case 14: 8
            default: 1
            }
        }

        var rows: Int { dimensions.first ?? 0 }
        var width: Int { dimensions.dropFirst().reduce(1, *) }
    }

    /// Values of shape [rows, …], undivided.
    func read() throws -> (values: TensorColumn, rowsInFile: Int) {
        let stream = try openByteStream(path: path)
        let header = try header(stream)
        let rows = min(header.rows, rowLimit ?? .max)
        let element: TensorColumn.Element
        switch header.type {
        case 8: element = .byte
        case 12, 14: element = .float64
        default: element = .float32
        }
        let count = rows * header.width
        // Before memory is asked for: a damaged header announces anything.
        guard count <= stream.mostBytes / header.valueSize else { throw endsEarly }
        let storage = TensorStorage(byteCount: count * element.rawValue)
        if header.type == 8 {
            try fill(UnsafeMutableRawBufferPointer(start: storage.pointer, count: count), stream)
        } else {
            try convert(header, count, storage, stream)
        }
        if rows == header.rows { try checkEnd(stream) }
        let shape = Array(header.dimensions.dropFirst())
        let values = TensorColumn(storage: storage, element: element, shape: shape, count: rows)
        return (values, header.rows)
    }

    private func header(_ stream: any ByteStream) throws -> Header {
        var start = [UInt8](repeating: 0, count: 4)
        try start.withUnsafeMutableBytes { try fill($0, stream) }
        guard start[0] == 0, start[1] == 0, [8, 9, 11, 12, 13, 14].contains(start[2]),
            (1...8).contains(start[3])
        else {
            throw DataFileError(
                file: path, "is no IDX file: it does not begin with two zero bytes, a type and a rank")
        }
        var sizes = [UInt8](repeating: 0, count: 4 * Int(start[3]))
        try sizes.withUnsafeMutableBytes { try fill($0, stream) }
        let dimensions = (0..<Int(start[3])).map { index in
            sizes[(4 * index)..<(4 * index + 4)].reduce(0) { $0 << 8 | Int($1) }
        }
        var total = 1
        for size in dimensions {
            let (product, overflow) = total.multipliedReportingOverflow(by: size)
            guard size > 0, !overflow, product < 1 << 40 else {
                throw DataFileError(
                    file: path, "its header announces an impossible size: \(dimensions)",
                    help: "fetch the file again")
            }
            total = product
        }
        guard let rows = dimensions.first, rows < Int(Int32.max) else {
            throw DataFileError(file: path, "has more than 2^31 rows")
        }
        return Header(type: start[2], dimensions: dimensions)
    }

    private func fill(_ target: UnsafeMutableRawBufferPointer, _ stream: any ByteStream) throws {
        guard try stream.read(into: target) == target.count else {
            throw endsEarly
        }
    }

    private var endsEarly: DataFileError {
        DataFileError(
            file: path, "ends early: its header announces more values", help: "fetch the file again")
    }

    private func checkEnd(_ stream: any ByteStream) throws {
        var rest = [UInt8](repeating: 0, count: 1)
        guard try rest.withUnsafeMutableBytes({ try stream.read(into: $0) }) == 0 else {
            throw DataFileError(file: path, "has more bytes than its header announces")
        }
    }

    /// Big-endian values, a chunk at a time.
    private func convert(_ header: Header, _ count: Int, _ storage: TensorStorage, _ stream: any ByteStream)
        throws
    {
        let size = header.valueSize
        let chunk = 1 << 16
        var bytes = [UInt8](repeating: 0, count: chunk * size)
        var done = 0
        while done < count {
            let number = min(chunk, count - done)
            try bytes.withUnsafeMutableBytes { buffer in
                try fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<(number * size)]), stream)
            }
            for index in 0..<number {
                let bits = bytes[(index * size)..<((index + 1) * size)].reduce(UInt64(0)) {
                    $0 << 8 | UInt64($1)
                }
                store(bits, header.type, done + index, storage)
            }
            done += number
        }
    }

    private func store(_ bits: UInt64, _ type: UInt8, _ index: Int, _ storage: TensorStorage) {
        let floats = storage.pointer.assumingMemoryBound(to: Float.self)
        let doubles = storage.pointer.assumingMemoryBound(to: Double.self)
        switch type {
        case 9: floats[index] = Float(Int8(truncatingIfNeeded: bits))
        case 11: floats[index] = Float(Int16(truncatingIfNeeded: bits))
        case 12: doubles[index] = Double(Int32(truncatingIfNeeded: bits))
        case 13: floats[index] = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
        default: doubles[index] = Double(bitPattern: bits)
        }
    }
}
