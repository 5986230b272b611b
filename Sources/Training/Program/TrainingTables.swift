import Data
import Kernels

/// The training rows of a stack as the step programs read them: the tables of all sets of data, one after another.
struct TrainingTables {
    let features: Buffer
    let targets: Buffer
    /// What each row counts; nil when all count 1.
    let weights: Buffer?

    init(_ data: StackData, _ rowWeights: [RowWeights], _ elementType: ElementType) throws {
        features = try data.features(elementType)
        targets = try data.targets(elementType)
        let tables = zip(rowWeights, data.parts(named: "train")).map {
            $0.table(of: $1, elementType: elementType)
        }
        weights = tables.isEmpty ? nil : try data.joined(tables, elementType)
    }
}
