/// `graph.json`: the stages of the pipeline as they were run, in order.
package struct RunGraph: Codable, Equatable, Sendable {
    package struct Stage: Codable, Equatable, Sendable {
        /// `source`, `step`, `split`, `matrices`, `batches`, `layer`, `loss`, `optimizer` …
        package var kind: String
        package var name: String
        /// Its fields or its work on one line.
        package var detail: String
        /// What it passes on: rows, columns, a shape.
        package var output: String

        package init(kind: String, name: String, detail: String, output: String) {
            self.kind = kind
            self.name = name
            self.detail = detail
            self.output = output
        }
    }

    package var stages: [Stage]

    package init(stages: [Stage]) {
        self.stages = stages
    }
}

/// `importance.json`: by how much the loss grows when one feature's values are shuffled among the rows.
///
/// - Source: L. Breiman, Random Forests, Machine Learning 45 (2001), section 10
package struct RunImportance: Codable, Equatable, Sendable {
    package struct Feature: Codable, Equatable, Sendable {
        package var name: String
        /// Mean over the repeats of (loss with the feature shuffled − loss).
        package var increase: Double
        /// The smallest and the largest of the repeats.
        package var lowest: Double
        package var highest: Double

        package init(name: String, increase: Double, lowest: Double, highest: Double) {
            self.name = name
            self.increase = increase
            self.lowest = lowest
            self.highest = highest
        }
    }

    package var split: String
    /// Rows that were used, and rows the split has.
    package var rows: Int
    package var splitRows: Int
    package var repeats: Int
    /// The loss of the used rows as they are.
    package var loss: Double
    /// The most important first.
    package var features: [Feature]
    /// Features that were not looked at, because time was up or there are too many.
    package var skipped: Int

    private enum CodingKeys: String, CodingKey {
        case split, rows, repeats, loss, features, skipped
        case splitRows = "split_rows"
    }

    package init(
        split: String, rows: Int, splitRows: Int, repeats: Int, loss: Double, features: [Feature],
        skipped: Int
    ) {
        self.split = split
        self.rows = rows
        self.splitRows = splitRows
        self.repeats = repeats
        self.loss = loss
        self.features = features
        self.skipped = skipped
    }
}

/// `coefficients.json`: what a model of one linear layer has learned, feature by feature.
package struct RunCoefficients: Codable, Equatable, Sendable {
    package var features: [String]
    /// The features' standard deviations in the training rows that were used.
    package var deviations: [Double]
    /// One name for each row of `weights`: targets or classes.
    package var outputs: [String]
    /// [outputs][features]
    package var weights: [[Double]]
    package var biases: [Double]?
    /// Training rows the deviations are from.
    package var rows: Int

    package init(
        features: [String], deviations: [Double], outputs: [String], weights: [[Double]], biases: [Double]?,
        rows: Int
    ) {
        self.features = features
        self.deviations = deviations
        self.outputs = outputs
        self.weights = weights
        self.biases = biases
        self.rows = rows
    }
}

/// `images.json`: rows of images that the model took for another class, the most certain mistakes first.
package struct RunImages: Codable, Equatable, Sendable {
    package struct Sample: Codable, Equatable, Sendable {
        /// The row of the source.
        package var row: Int
        package var target: String
        package var prediction: String
        /// The probability of the predicted class.
        package var probability: Double
        /// Brightness 0 … 255 in hexadecimal, row by row.
        package var pixels: String

        package init(row: Int, target: String, prediction: String, probability: Double, pixels: String) {
            self.row = row
            self.target = target
            self.prediction = prediction
            self.probability = probability
            self.pixels = pixels
        }
    }

    package var width: Int
    package var height: Int
    /// Mistakes among the rows of the split.
    package var mistakes: Int
    package var samples: [Sample]

    package init(width: Int, height: Int, mistakes: Int, samples: [Sample]) {
        self.width = width
        self.height = height
        self.mistakes = mistakes
        self.samples = samples
    }
}
