import Kernels

/// Work on windows of images, with places instead of pointers.
struct PlannedWindow {
    /// An input: where it is, and elements from trial to trial, 0 when all trials read the same.
    struct Operand {
        var location: Location
        var trialStride: Int
    }

    var work: WindowWork
    var operands: [Operand]
    var target: Location
    var trials: Int
    /// Images of a trial, and their channels.
    var batch: Int
    var channels: Int
}

extension Planner {
    mutating func emitWindow(_ id: Int, _ work: WindowWork) {
        let node = body.nodes[id]
        let trials = node.shape[0]
        let images = body.nodes[node.inputs[0]].shape
        let views = node.inputs.map { contiguousView($0) }
        let strides = node.inputs.map { input -> Int in
            let shape = body.nodes[input].shape
            return shape[0] == 1 ? 0 : shape.count / shape[0]
        }
        emitContiguous(id) { planner, target in
            let operands = zip(views, strides).map {
                PlannedWindow.Operand(location: planner.use($0.location), trialStride: $1)
            }
            return .window(
                PlannedWindow(
                    work: work, operands: operands, target: target, trials: trials, batch: images[1],
                    channels: images[2]))
        }
    }
}
