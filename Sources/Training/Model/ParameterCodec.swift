import Kernels

/// Moves one trial's parameters between a row of a flat array and named tensors of a file.
struct ParameterCodec {
    let layout: ParameterLayout
    let elementType: ElementType

    private var storedType: StoredElementType { elementType == .float64 ? .float64 : .float32 }

    /// The tensors of a row, each with `prefix` before its name.
    func tensors(of row: UnsafeRawPointer, prefix: String = "") -> [StoredTensor] {
        let size = elementType.byteCount
        return layout.entries.compactMap { entry in
            let shape = entry.declaration.fileDimensions
            if entry.declaration.isCount {
                let counts = entry.range.map { Int64(value(at: $0, of: row)) }
                return StoredTensor(
                    name: prefix + entry.declaration.name, elementType: .int64, shape: shape,
                    bytes: counts.withUnsafeBytes { [UInt8]($0) })
            }
            var bytes = [UInt8](repeating: 0, count: entry.range.count * size)
            let source = row + entry.offset * size
            bytes.withUnsafeMutableBytes { target in
                guard let base = target.baseAddress else { return }
                if entry.declaration.isTransposed {
                    let stored = entry.declaration.storedDimensions
                    for copy in 0..<(entry.declaration.copies ?? 1) {
                        let offset = copy * stored[0] * stored[1] * size
                        transpose(source + offset, into: base + offset, rows: stored[0], columns: stored[1])
                    }
                } else {
                    base.copyMemory(from: source, byteCount: target.count)
                }
            }
            return StoredTensor(
                name: prefix + entry.declaration.name, elementType: storedType, shape: shape, bytes: bytes)
        }
    }

    /// Writes tensors into a row; every parameter must be there with its shape and element type.
    func write(_ file: SafetensorsFile, prefix: String = "", to row: UnsafeMutableRawPointer) throws {
        let size = elementType.byteCount
        for entry in layout.entries {
            let name = prefix + entry.declaration.name
            guard let tensor = file.tensor(name) else {
                throw CheckpointError.missingTensor(name)
            }
            let shape = entry.declaration.fileDimensions
            let stored = entry.declaration.isCount ? StoredElementType.int64 : storedType
            guard tensor.shape == shape, tensor.elementType == stored else {
                throw CheckpointError.tensorMismatch(
                    name: name, expected: "\(stored.rawValue) \(shape)",
                    found: "\(tensor.elementType.rawValue) \(tensor.shape)")
            }
            if entry.declaration.isCount {
                tensor.bytes.withUnsafeBytes { source in
                    for index in 0..<entry.range.count {
                        let count = source.loadUnaligned(fromByteOffset: index * 8, as: Int64.self)
                        store(Double(count), at: entry.offset + index, of: row)
                    }
                }
                continue
            }
            let target = row + entry.offset * size
            tensor.bytes.withUnsafeBytes { source in
                guard let base = source.baseAddress else { return }
                if entry.declaration.isTransposed {
                    let own = entry.declaration.shape.dimensions
                    for copy in 0..<(entry.declaration.copies ?? 1) {
                        let offset = copy * own[0] * own[1] * size
                        transpose(base + offset, into: target + offset, rows: own[0], columns: own[1])
                    }
                } else {
                    target.copyMemory(from: base, byteCount: source.count)
                }
            }
        }
    }

    /// Writes numbers given by parameter name, in the order of files; every parameter must be there.
    func write(_ values: [String: [Double]], to row: UnsafeMutableRawPointer) throws {
        for entry in layout.entries {
            let declaration = entry.declaration
            guard let numbers = values[declaration.name], numbers.count == declaration.count else {
                throw CheckpointError.missingTensor(declaration.name)
            }
            place(numbers, entry, of: row)
        }
    }

    /// The same for those that are given; the others stay.
    func overwrite(_ values: [String: [Double]], in row: UnsafeMutableRawPointer) {
        for entry in layout.entries {
            guard let numbers = values[entry.declaration.name], numbers.count == entry.declaration.count
            else {
                continue
            }
            place(numbers, entry, of: row)
        }
    }

    /// Stores numbers in the order of files where memory has them.
    ///
    /// - Parameter member: the copy they are for, of arrays that members have copies of
    private func place(
        _ values: [Double], _ entry: ParameterLayout.Entry, member: Int = 0, of row: UnsafeMutableRawPointer
    ) {
        let declaration = entry.declaration
        let columns = declaration.shape.dimensions.last ?? 1
        let count = declaration.shape.count
        let rows = count / max(columns, 1)
        for (index, value) in values.enumerated() {
            let (copy, rest) = (member + index / max(count, 1), index % max(count, 1))
            let (fileRow, fileColumn) = (rest / columns, rest % columns)
            let place = declaration.isTransposed ? fileColumn * rows + fileRow : rest
            store(value, at: entry.offset + copy * count + place, of: row)
        }
    }

    /// Copies a matrix [rows, columns] with its axes exchanged.
    private func transpose(
        _ source: UnsafeRawPointer, into target: UnsafeMutableRawPointer, rows: Int, columns: Int
    ) {
        let size = elementType.byteCount
        for row in 0..<rows {
            for column in 0..<columns {
                let from = source + (row * columns + column) * size
                (target + (column * rows + row) * size).copyMemory(from: from, byteCount: size)
            }
        }
    }

    /// Writes starting values given in the order of files.
    func initialize(_ row: UnsafeMutableRawPointer, seed: UInt64) {
        for (number, entry) in layout.entries.enumerated() {
            let declaration = entry.declaration
            for member in 0..<(declaration.copies ?? 1) {
                let draws = ParameterDraws(
                    seed: seed, parameter: number, member: declaration.copiesStartAlike ? 0 : member)
                let values = declaration.initializer.values(for: declaration.shape, drawing: draws)
                place(values, entry, member: member, of: row)
            }
        }
    }

    func store(_ value: Double, at index: Int, of row: UnsafeMutableRawPointer) {
        if elementType == .float64 {
            row.storeBytes(of: value, toByteOffset: index * 8, as: Double.self)
        } else {
            row.storeBytes(of: Float(value), toByteOffset: index * 4, as: Float.self)
        }
    }

    /// The first parameter of a row with an element that is not finite.
    func firstNonFinite(in row: UnsafeRawPointer) -> String? {
        guard !isFinite(row) else { return nil }
        for index in 0..<layout.count where !value(at: index, of: row).isFinite {
            return layout.name(ofElement: index)
        }
        return nil
    }

    /// Whether all elements are: looked at after every epoch, and so by their bits, many at a time.
    private func isFinite(_ row: UnsafeRawPointer) -> Bool {
        elementType == .float64
            ? Self.isFinite(row, layout.count, as: UInt64.self, infinity: Double.infinity.bitPattern)
            : Self.isFinite(row, layout.count, as: UInt32.self, infinity: Float.infinity.bitPattern)
    }

    @inline(__always)
    private static func isFinite<Bits: FixedWidthInteger & BitwiseCopyable>(
        _ row: UnsafeRawPointer, _ count: Int, as type: Bits.Type, infinity: Bits
    ) -> Bool {
        let bits = row.assumingMemoryBound(to: type)
        var found: Bits = 0
        for index in 0..<count { found |= (bits[index] & infinity) == infinity ? 1 : 0 }
        return found == 0
    }

    /// The parameter with the element farthest from 0, all being finite.
    func largest(in row: UnsafeRawPointer) -> String? {
        let place = (0..<layout.count).max { abs(value(at: $0, of: row)) < abs(value(at: $1, of: row)) }
        return place.flatMap { layout.name(ofElement: $0) }
    }

    @inline(__always)
    private func value(at index: Int, of row: UnsafeRawPointer) -> Double {
        elementType == .float64
            ? row.load(fromByteOffset: index * 8, as: Double.self)
            : Double(row.load(fromByteOffset: index * 4, as: Float.self))
    }
}
