import Kernels

extension Plan {
    /// One line per instruction, then memory and work.
    var description: String {
        var lines = instructions.enumerated().map { index, instruction in "\(index): \(text(instruction))" }
        lines.append("arena \(arenaBytes) bytes, \(body.flops) operations per run")
        return lines.joined(separator: "\n")
    }

    private func text(_ instruction: PlannedInstruction) -> String {
        switch instruction {
        case .region(let region): text(region)
        case .copy(let copy): "copy \(copy.shape): \(place(copy.source)) → \(place(copy.target))"
        case .fill(let target, let count, let value): "fill \(count) with \(value) → \(place(target))"
        case .convert(let source, let target, let count):
            "convert \(count): \(place(source)) → \(place(target))"
        case .gather(let gather):
            "gather \(gather.count) rows of \(gather.columns): \(place(gather.table)) → \(place(gather.values))"
        case .scatter(let scatter):
            "scatter \(scatter.count) rows of \(scatter.columns): \(place(scatter.values)) → \(place(scatter.table))"
        case .reduce(let reduction):
            "\(reduction.kind) [\(reduction.outer), \(reduction.reduce), \(reduction.inner)] over the middle: "
                + "\(place(reduction.source)) → \(place(reduction.target))"
        case .product(let product): text(product)
        case .random(let random): "random \(random.trials) x \(random.count) → \(place(random.target))"
        case .rowPass(let pass): text(pass)
        case .window(let window):
            "\(window.work.name) \(window.trials) x \(window.batch) → \(place(window.target))"
        }
    }

    private func text(_ region: PlannedRegion) -> String {
        let codes = region.steps.map { "\($0.code)" }.joined(separator: " ")
        var targets = region.stores.map { place($0.target) }
        for step in region.steps {
            if case .direct(let location) = step.target { targets.append(place(location)) }
        }
        return "elementwise \(region.count), \(region.loads.count) loads: \(codes) → "
            + targets.joined(separator: ", ")
    }

    private func text(_ product: PlannedProduct) -> String {
        let layout = product.layout
        return
            "product \(layout.batches) x [\(layout.rows), \(layout.inner)] [\(layout.inner), \(layout.columns)]: "
            + "\(place(product.left)), \(place(product.right)) → \(place(product.target))"
    }

    private func text(_ pass: PlannedRowPass) -> String {
        let source = pass.rows == nil ? "rows" : "gathered rows"
        let steps = pass.steps.map { "\($0.code)" }.joined(separator: " ")
        return
            "row pass over \(pass.stacks) x \(pass.batch) \(source) of \(pass.features), \(pass.trials) trials: "
            + "\(steps); \(pass.sums.count) sums, \(pass.gradients.count) gradients, \(pass.stores.count) stores"
    }

    private func place(_ location: Location) -> String {
        let storage = storages[location.storage]
        let offset = location.offset == 0 ? "" : "+\(location.offset)"
        switch storage.kind {
        case .input(let index): return "'\(inputs[index].label)'\(offset)"
        case .output(let index): return "output '\(outputs[index].name)'\(offset)"
        case .constant: return "constant"
        case .arena: return "@\(storage.byteOffset)\(offset)"
        }
    }
}
