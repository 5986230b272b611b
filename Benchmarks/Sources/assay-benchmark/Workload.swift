import Training

/// What is trained. The same numbers stand in `peers/workloads.py`.
enum Workload: String, CaseIterable {
    /// The first setting of `experiments/sgemm-regression.yaml`.
    case regression
    /// Full-batch logistic regression.
    case classification
    /// Another linear model on other data: shows whether the speed is that of one experiment only.
    case second
    /// `experiments/covid-mlp.yaml`: 117-16-8-1.
    case covid
    /// `experiments/softmax-clusters.yaml`: two inputs, three classes, batches of ten.
    case softmax
    /// `experiments/mnist-mlp-resnet.yaml`.
    case resnet
    /// 784-1024-1024-10.
    case wide
    /// `experiments/mnist-cnn.yaml`.
    case convolution

    /// The arrays it reads: `ARRAYS-features.f32` and `ARRAYS-targets.f32`.
    var arrays: String {
        switch self {
        case .resnet, .wide, .convolution: "mnist"
        default: rawValue
        }
    }

    var columns: Int {
        switch self {
        case .regression, .classification: 14
        case .second: 40
        case .covid: 117
        case .softmax: 2
        case .resnet, .wide, .convolution: 784
        }
    }

    /// Rows that are read; nil for all there are. The large models would need minutes for a round of all.
    var rows: Int? {
        switch self {
        case .wide: 12_800
        case .convolution: 6_000
        default: nil
        }
    }

    var learningRate: Double {
        switch self {
        case .regression: 0.01
        case .classification: 1
        case .second: 0.1
        case .covid: 1e-5
        case .softmax: 0.03
        case .resnet, .wide, .convolution: 0.001
        }
    }

    /// Rows of a batch; nil for all rows at once.
    private var batchSize: Int? {
        switch self {
        case .regression: 4096
        case .classification: nil
        case .second: 1000
        case .covid, .wide: 256
        case .softmax: 10
        case .resnet, .convolution: 100
        }
    }

    var train: TrainSection {
        TrainSection(maxSteps: Int.max, batchSize: batchSize.map { .rows($0) } ?? .all)
    }

    /// Epochs that one round trains: a full batch is an epoch of one step.
    var epochsPerRound: Int {
        switch self {
        case .classification: 150
        case .regression, .second: 50
        case .covid, .softmax: 100
        case .resnet, .wide, .convolution: 1
        }
    }
}
