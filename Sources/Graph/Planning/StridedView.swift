import Kernels

/// Where the elements of a value lie: in one storage, at `offset + index · strides`.
struct StridedView: Hashable {
    var storage: Int
    var offset: Int
    var strides: [Int]

    init(storage: Int, offset: Int = 0, strides: [Int]) {
        self.storage = storage
        self.offset = offset
        self.strides = strides
    }

    /// All of a storage, row-major.
    init(storage: Int, shape: Shape) { self.init(storage: storage, strides: shape.strides) }

    var location: Location { Location(storage: storage, offset: offset) }

    /// Whether the elements follow each other in row-major order.
    func isContiguous(_ shape: Shape) -> Bool { AxisList(shape, strides).isContiguous }

    /// Whether all elements are the same one.
    func isUniform(_ shape: Shape) -> Bool { AxisList(shape, strides).axes.allSatisfy { $0.stride == 0 } }

    func transposed(_ permutation: [Int]) -> StridedView {
        StridedView(storage: storage, offset: offset, strides: permutation.map { strides[$0] })
    }

    func sliced(_ starts: [Int]) -> StridedView {
        let shift = starts.indices.reduce(0) { $0 + starts[$1] * strides[$1] }
        return StridedView(storage: storage, offset: offset + shift, strides: strides)
    }

    func broadcast(from shape: Shape, to target: Shape) -> StridedView {
        let missing = target.rank - shape.rank
        let result = target.dimensions.indices.map { axis -> Int in
            guard axis >= missing, shape[axis - missing] == target[axis] else { return 0 }
            return target[axis] == 1 ? 0 : strides[axis - missing]
        }
        return StridedView(storage: storage, offset: offset, strides: result)
    }

    /// The same elements under another shape; nil when that needs a copy.
    func reshaped(from shape: Shape, to target: Shape) -> StridedView? {
        guard let strides = AxisList(shape, strides).strides(for: target) else { return nil }
        return StridedView(storage: storage, offset: offset, strides: strides)
    }
}

/// A place in a storage.
struct Location: Hashable {
    var storage: Int
    var offset: Int
}

/// Sizes and strides of axes with neighbors joined where they step alike; axes of size 1 are left out.
struct AxisList: Hashable {
    struct Axis: Hashable {
        var size: Int
        var stride: Int
    }

    private(set) var axes: [Axis] = []

    init(_ shape: Shape, _ strides: [Int]) {
        for axis in 0..<shape.rank where shape[axis] != 1 {
            let next = Axis(size: shape[axis], stride: strides[axis])
            if let last = axes.last, last.stride == next.stride * next.size {
                axes[axes.count - 1] = Axis(size: last.size * next.size, stride: next.stride)
            } else {
                axes.append(next)
            }
        }
    }

    var isContiguous: Bool { axes.isEmpty || (axes.count == 1 && axes[0].stride == 1) }

    /// Strides of `target` over the same elements in the same order; nil when it cuts across joined axes.
    func strides(for target: Shape) -> [Int]? {
        var result = [Int](repeating: 0, count: target.rank)
        var remaining = axes
        for axis in target.dimensions.indices.reversed() where target[axis] != 1 {
            guard var last = remaining.popLast(), last.size % target[axis] == 0 else { return nil }
            result[axis] = last.stride
            last.stride *= target[axis]
            last.size /= target[axis]
            if last.size > 1 { remaining.append(last) }
        }
        return remaining.isEmpty ? result : nil
    }
}
