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

/// `importance.json`: by how much the loss grows when the values of one column of the source are shuffled among the
/// rows, which then go through the fitted steps to the model.
///
/// - Source: L. Breiman, Random Forests, Machine Learning 45 (2001), section 10
package struct RunImportance: Codable, Equatable, Sendable {
    package struct Feature: Codable, Equatable, Sendable {
        package var name: String
        /// Mean over the repeats of (loss with the column shuffled − loss).
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

    /// A column that was not shuffled.
    package struct LeftOut: Codable, Equatable, Sendable {
        package var name: String
        package var reason: String

        package init(name: String, reason: String) {
            self.name = name
            self.reason = reason
        }
    }

    /// What was shuffled.
    package enum Unit: String, Codable, Sendable {
        /// Columns of the source.
        case columns
        /// The single numbers of a column of tensors.
        case numbers
    }

    package var split: String
    /// Rows that were used, and rows the split has.
    package var rows: Int
    package var splitRows: Int
    package var repeats: Int
    /// The loss of the used rows as they are; nil where no column was shuffled.
    package var loss: Double?
    /// nil in files of older versions, which shuffled what the model reads.
    package var unit: Unit?
    /// The most important first.
    package var features: [Feature]
    package var leftOut: [LeftOut]?
    /// What the splits of trees by each feature gain, largest first; nil for other models.
    package var gains: [Gain]?

    /// What the splits by one feature gain.
    package struct Gain: Codable, Equatable, Sendable {
        package var name: String
        /// The share of all splits' gain.
        package var share: Double

        package init(name: String, share: Double) {
            self.name = name
            self.share = share
        }
    }

    private enum CodingKeys: String, CodingKey {
        case split, rows, repeats, loss, unit, features, gains
        case splitRows = "split_rows"
        case leftOut = "left_out"
    }

    package init(
        split: String, rows: Int, splitRows: Int, repeats: Int, loss: Double?, unit: Unit,
        features: [Feature], leftOut: [LeftOut] = []
    ) {
        self.split = split
        self.rows = rows
        self.splitRows = splitRows
        self.repeats = repeats
        self.loss = loss
        self.unit = unit
        self.features = features
        self.leftOut = leftOut
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

/// `response.json`: what a model of one or two real columns says over their range, beside the rows it was made from;
/// all in the units of the source.
package struct RunResponse: Codable, Equatable, Sendable {
    package struct Column: Codable, Equatable, Sendable {
        package var name: String
        /// Evenly spaced, ascending.
        package var values: [Double]

        package init(name: String, values: [Double]) {
            self.name = name
            self.values = values
        }
    }

    /// Rows of the data.
    package struct Points: Codable, Equatable, Sendable {
        package var split: String
        /// [columns][rows]
        package var columns: [[Double]]
        /// The target: numbers in its own units, or places in `classes`.
        package var target: [Double]

        package init(split: String, columns: [[Double]], target: [Double]) {
            self.split = split
            self.columns = columns
            self.target = target
        }
    }

    /// One, or two.
    package var columns: [Column]
    package var target: String
    /// nil for a real target.
    package var classes: [String]?
    /// One column: [outputs][values], predictions or the probabilities of the classes. Two columns: one list, the
    /// predicted classes, the first column's values running fastest.
    package var outputs: [[Double?]]
    package var points: [Points]

    package init(
        columns: [Column], target: String, classes: [String]?, outputs: [[Double?]], points: [Points]
    ) {
        self.columns = columns
        self.target = target
        self.classes = classes
        self.outputs = outputs
        self.points = points
    }
}
