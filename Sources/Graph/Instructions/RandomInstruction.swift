import Kernels

/// Random numbers in [0, 1) for each trial, by counting: see `RandomUniform`.
struct RandomInstruction: Instruction {
    let keys: Location
    let step: Location
    let target: Location
    let trials: Int
    /// Numbers of one trial.
    let count: Int
    let layer: Int

    static func plan(_ planner: inout Planner, _ id: Int, layer: Int) {
        let node = planner.body.nodes[id]
        let keys = planner.contiguousView(node.inputs[0])
        let step = planner.view(node.inputs[1])
        let trials = node.shape[0]
        planner.emitContiguous(id) { planner, target in
            Self(
                keys: planner.use(keys.location), step: planner.use(step.location), target: target,
                trials: trials, count: node.shape.count / trials, layer: layer)
        }
    }

    func text(in plan: Plan) -> String { "random \(trials) x \(count) → \(plan.text(target))" }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func resolve<Scalar: KernelScalar>(_ resolver: Resolver<Scalar>) -> ResolvedInstruction {
        let (keys, step, target) = (resolver.integers(keys), resolver.integers(step), resolver.real(target))
        let (trials, count, site) = (trials, count, UInt32(truncatingIfNeeded: layer))
        return ResolvedInstruction {
            let position = RandomPosition(site: site, step: UInt32(bitPattern: step.pointee))
            for trial in 0..<trials {
                let key = RandomKey(
                    low: UInt32(bitPattern: keys[2 &* trial]), high: UInt32(bitPattern: keys[2 &* trial &+ 1])
                )
                RandomFill.uniform(
                    into: target + trial &* count, count: count, key: key, position: position)
            }
        }
    }
}
