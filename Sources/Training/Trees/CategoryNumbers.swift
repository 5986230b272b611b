import Boosting
import Data
import Kernels

/// From where the numbers of categories are counted that trees were grown by.
enum CategoryNumbers: String, Hashable, Sendable {
    /// As the library counts them: a column of four categories then has four, few enough to be split one by one.
    case fromZero = "0"
    /// As the step `codes` counts them, which keeps 0 for a category that training did not see. Trees of version 0.4.
    case fromOne = "1"

    private static let name = "assay_first_category"

    /// What was kept beside the trees of a model.
    init(_ booster: Booster) throws {
        self = try booster.attribute(Self.name).flatMap(CategoryNumbers.init) ?? .fromOne
    }

    /// What was kept with the trees of a checkpoint; as new trees count where there are none yet.
    init(of checkpoint: TrainingCheckpoint?, library: XGBoostLibrary) throws {
        self = .fromZero
        guard let checkpoint, checkpoint.state.step > 0 else { return }
        let booster = try Booster(library)
        try booster.load(TreeFile.bytes(of: checkpoint.file))
        self = try CategoryNumbers(booster)
    }

    /// Keeps it beside the trees, where there are categories.
    func keep(in booster: Booster, columns: [FeatureColumn]) throws {
        guard columns.contains(where: \.isCategory) else { return }
        try booster.set(attribute: Self.name, to: rawValue)
    }

    /// A copy of the features in which no category is a gap and the others are counted from the right number; the
    /// features themselves where there are no categories.
    func numbers(of features: DataMatrix, at places: [Int]) throws -> Buffer {
        guard !places.isEmpty else { return features.buffer }
        let copy = try Buffer(allocating: features.buffer.elementType, count: features.buffer.count)
        copy.pointer.copyMemory(from: features.buffer.pointer, byteCount: features.buffer.byteCount)
        let numbers = RealBuffer(copy)
        let shift: Double = self == .fromZero ? 1 : 0
        for row in 0..<features.rows {
            for place in places {
                let code = numbers[row * features.columns + place]
                numbers[row * features.columns + place] = code == 0 ? .nan : code - shift
            }
        }
        return copy
    }
}

extension FeatureColumn {
    /// Whether it holds the numbers of categories.
    var isCategory: Bool {
        if case .codes = kind { true } else { false }
    }
}
