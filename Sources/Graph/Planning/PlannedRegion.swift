import Kernels

/// A fused elementwise region: steps run on one block of elements after the other.
struct PlannedRegion {
    /// What a step reads.
    enum Operand: Hashable {
        /// An array as long as the region.
        case direct(Location)
        /// One number for all elements.
        case scalar(Location)
        /// A block of scratch memory.
        case register(Int)
    }

    /// What a step writes.
    enum Target: Hashable {
        case direct(Location)
        case register(Int)
    }

    struct Step {
        var code: ElementwiseOpcode
        var operands: [Operand]
        var target: Target
    }

    /// A broadcast or strided operand, laid out in a register before the steps of a block.
    struct Load {
        var source: Location
        var axes: AxisList
        var register: Int
    }

    /// A register copied to a place that block loops may not write past, after the steps of a block.
    struct Store {
        var register: Int
        var target: Location
        var axes: AxisList
    }

    var count: Int
    var loads: [Load] = []
    var steps: [Step] = []
    var stores: [Store] = []
    var registers = 0
}
