import Kernels

/// Instructions with pointers and the memory they point to.
final class ResolvedProgram<Scalar: KernelScalar> {
    private let instructions: UnsafeBufferPointer<Instruction<Scalar>>
    private let pool: ThreadPool
    private let memory: ProgramMemory
    /// Copies of tables that instructions read.
    private let tables: [PackedTable]

    init(
        _ instructions: [Instruction<Scalar>], _ pool: ThreadPool, _ memory: ProgramMemory,
        _ tables: [PackedTable]
    ) {
        self.instructions = memory.array(instructions)
        self.pool = pool
        self.memory = memory
        self.tables = tables
    }

    /// Regions of fewer elements are not shared out.
    private static var smallestSharedRegion: Int { 16384 }

    private static func canShare(_ call: ReductionCall<Scalar>) -> Bool {
        call.outer >= 2 && call.outer &* call.reduce &* call.inner >= 65536
    }

    /// Whether there is anything threads could share: otherwise they need not be tried.
    var canShare: Bool {
        guard pool.threads > 1 else { return false }
        return instructions.contains { instruction in
            switch instruction {
            case .region(let region): region[0].count >= Self.smallestSharedRegion
            case .reduce(let call): Self.canShare(call)
            case .product(let call): call.pointee.tasks > 1
            case .rowPass(let pass): pass.pointee.pieces > 1
            case .window(let program): program.pointee.canShare
            default: false
            }
        }
    }

    /// Runs all instructions. Compiled for each element type: the protocol's call would reach generic code only.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func run() {
        for index in 0..<instructions.count {
            switch instructions[index] {
            case .steps(let steps, let count):
                Elementwise.run(steps, range: 0..<count)
            case .region(let region):
                runRegion(region)
            case .copy(let copy, let source, let target):
                copy.pointee.run(from: source, into: target)
            case .copyIntegers(let copy, let source, let target):
                copy.pointee.run(from: source, into: target)
            case .move(let source, let target, let count):
                for element in 0..<count { target[element] = source[element] }
            case .fill(let target, let count, let value):
                for element in 0..<count { target[element] = value }
            case .convert(let source, let target, let count):
                Conversion.real(from: source, into: target, count: count)
            case .gather(let rows):
                RowGather.gather(
                    table: UnsafePointer(rows.table), rowStride: rows.rowStride, columns: rows.columns,
                    rows: rows.rows, count: rows.count, into: rows.values, resultRowStride: rows.columns)
            case .scatter(let rows):
                scatter(rows)
            case .reduce(let call):
                reduce(call)
            case .product(let call):
                product(call)
            case .random(let call):
                random(call)
            case .rowPass(let pass):
                runRowPass(pass)
            case .window(let program):
                program.pointee.run(on: pool)
            }
        }
    }

    /// `regions` holds one program per thread.
    @inline(__always)
    private func runRegion(_ regions: UnsafeBufferPointer<RegionProgram<Scalar>>) {
        let count = regions[0].count
        if !pool.sharesWork || count < Self.smallestSharedRegion {
            regions[0].run(0..<count)
            return
        }
        let blockSize = regions[0].blockSize
        let blocks = (count &+ blockSize &- 1) / blockSize
        let share = (blocks &+ pool.threads &- 1) / pool.threads &* blockSize
        pool.parallelFor(pool.threads) { thread in
            let start = min(thread &* share, count)
            regions[thread].run(start..<min(start &+ share, count))
        }
    }

    @inline(__always)
    private func runRowPass(_ pass: UnsafePointer<RowPassProgram<Scalar>>) {
        let pieces = pass.pointee.pieces
        pass.pointee.prepareWeights()
        if !pool.sharesWork || pieces == 1 {
            for piece in 0..<pieces { pass.pointee.run(piece: piece, worker: 0) }
        } else {
            let threads = pool.threads
            pool.parallelFor(threads) { thread in
                var piece = thread
                while piece < pieces {
                    pass.pointee.run(piece: piece, worker: thread)
                    piece &+= threads
                }
            }
        }
        pass.pointee.combine()
    }

    @inline(__always)
    private func reduce(_ call: ReductionCall<Scalar>) {
        let isShared = pool.sharesWork && Self.canShare(call)
        guard isShared else {
            Reduction.run(
                call.kind, from: call.source, into: call.target, outer: call.outer, reduce: call.reduce,
                inner: call.inner)
            return
        }
        let share = (call.outer &+ pool.threads &- 1) / pool.threads
        pool.parallelFor(pool.threads) { thread in
            let start = min(thread &* share, call.outer)
            Reduction.run(
                call.kind, from: call.source, into: call.target, outer: call.outer, reduce: call.reduce,
                inner: call.inner, range: start..<min(start &+ share, call.outer))
        }
    }

    @inline(__always)
    private func product(_ call: UnsafePointer<ProductCall<Scalar>>) {
        let tasks = call.pointee.tasks
        if !pool.sharesWork || tasks == 1 {
            multiply(call, call.pointee.whole, 0)
            return
        }
        pool.parallelFor(tasks) { task in multiply(call, call.pointee.plan, task) }
    }

    @inline(__always)
    private func multiply(
        _ call: UnsafePointer<ProductCall<Scalar>>, _ plan: UnsafePointer<MatrixProductPlan<Scalar>>,
        _ task: Int
    ) {
        Scalar.multiply(
            plan, task: task, left: call.pointee.left, right: call.pointee.right,
            result: call.pointee.target, workspace: call.pointee.workspace)
    }

    private func scatter(_ rows: RowMove<Scalar>) {
        for element in 0..<rows.tableRows &* rows.columns { rows.table[element] = 0 }
        RowGather.scatterAdd(
            from: UnsafePointer(rows.values), sourceRowStride: rows.columns, columns: rows.columns,
            rows: rows.rows,
            count: rows.count, into: rows.table, rowStride: rows.rowStride)
    }

    private func random(_ call: UnsafePointer<RandomCall<Scalar>>) {
        let step = UInt32(bitPattern: call.pointee.step.pointee)
        let position = RandomPosition(site: call.pointee.layer, step: step)
        for trial in 0..<call.pointee.trials {
            let low = UInt32(bitPattern: call.pointee.keys[2 &* trial])
            let high = UInt32(bitPattern: call.pointee.keys[2 &* trial &+ 1])
            RandomFill.uniform(
                into: call.pointee.target + trial &* call.pointee.count, count: call.pointee.count,
                key: RandomKey(low: low, high: high), position: position)
        }
    }
}
