/// `series.json`: true and predicted values over time, of the predicted rows and some before them.
package struct RunSeries: Codable, Equatable, Sendable {
    /// One target, or one of the series the rows are made of.
    package struct Line: Codable, Equatable, Sendable {
        /// Empty when there is only one.
        package var name: String
        /// When each value was, ascending: as it stands in the source, else the number of the row.
        package var times: [String]
        package var target: [Double?]
        /// Nil for rows before the predicted ones.
        package var prediction: [Double?]

        package init(name: String, times: [String], target: [Double?], prediction: [Double?]) {
            self.name = name
            self.times = times
            self.target = target
            self.prediction = prediction
        }
    }

    /// The column of times; nil where the rows are counted.
    package var time: String?
    /// The part that is predicted.
    package var split: String
    /// Whether several rows have the same time, whose means are shown.
    package var isMean: Bool
    package var lines: [Line]
    /// Series that are left out.
    package var omitted: Int

    private enum CodingKeys: String, CodingKey {
        case time, split, lines, omitted
        case isMean = "mean"
    }

    package init(time: String?, split: String, isMean: Bool, lines: [Line], omitted: Int) {
        self.time = time
        self.split = split
        self.isMean = isMean
        self.lines = lines
        self.omitted = omitted
    }
}
