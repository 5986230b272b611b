import Spec

extension ExperimentSpec {
    package static var presets: [SpecPreset] { [tabularClassification, tabularRegression] }

    /// RealMLP-TD for classes: Holzmüller, Grinsztajn and Steinwart, "Better by default: Strong pre-tuned MLPs and
    /// boosted trees on tabular data", 2024; the values of pytabkit 1.8.0.
    private static let tabularClassification = SpecPreset(
        "tabular_classification", "A strong network for tables with a class to predict (RealMLP-TD).",
        text: """
            # RealMLP-TD for classes (Holzmüller, Grinsztajn and Steinwart 2024; values of pytabkit 1.8.0).
            # Laid under a specification by 'extends: preset:tabular_classification'; each value can be replaced.
            \(steps)
            \(model(activation: "selu"))
            loss: {cross_entropy: {label_smoothing: 0.1}}
            \(optimizer(rate: "0.04"))
            \(training(monitor: "val_accuracy"))
            metrics: [accuracy]

            """)

    /// The same for real targets.
    private static let tabularRegression = SpecPreset(
        "tabular_regression", "A strong network for tables with a number to predict (RealMLP-TD).",
        text: """
            # RealMLP-TD for real targets (Holzmüller, Grinsztajn and Steinwart 2024; values of pytabkit 1.8.0).
            # Laid under a specification by 'extends: preset:tabular_regression'; each value can be replaced.
            \(steps)
                - standardize: target
            \(model(activation: "mish"))
              - target_range
            loss: mse
            \(optimizer(rate: "0.2"))
            \(training(monitor: "val_rmse"))
            metrics: [rmse, r2]

            """)

    private static let steps = """
        data:
          split: {random: {train: 0.7, val: 0.15, test: 0.15}}
          steps:
            - impute: {columns: numeric, except: target, strategy: median}
            - one_hot: {columns: categorical, except: target, up_to: 8, binary: sign}
            - robust_scale: {columns: numeric, except: target, equal: half_range}
            - smooth_clip: {columns: numeric, except: target, limit: 3}
            - codes: {columns: categorical, except: target}
        """

    private static func model(activation: String) -> String {
        """
        model:
          - embeddings: 8
          - numeric_embedding: {kind: pbld, count: 16, size: 4, sigma: 0.1}
          - scale
          - mlp:
              sizes: [256, 256, 256]
              activation: {parametric_activation: \(activation)}
              dropout: 0.15
              dropout_schedule: flat_cosine
              scaling: ntk
              start_from_data: true
          - linear: {units: auto, scaling: ntk, start_from_data: true}
        """
    }

    private static func optimizer(rate: String) -> String {
        """
        optimizer:
          adamw:
            lr: \(rate)
            betas: [0.9, 0.95]
            weight_decay: 0.02
            weight_decay_schedule: flat_cosine
            groups:
              - {parameters: "1.*", lr_factor: 0.1, weight_decay_factor: 0.1}
              - {parameters: "*.scale", lr_factor: 6, weight_decay_factor: 6}
              - {parameters: "*.slope", lr_factor: 0.1, weight_decay_factor: 0.1}
              - {parameters: "*.bias", lr_factor: 0.1, weight_decay: 0}
        schedule: coslog4
        """
    }

    private static func training(monitor: String) -> String {
        """
        train:
          epochs: 256
          batch_size: 256
          drop_last: true
          metrics_on: val
          early_stopping: {monitor: \(monitor), patience: 256, restore_best: true, ties: last}
        """
    }
}
