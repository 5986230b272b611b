/// What a series says about its own next values without any model, for rows whose order is an order of time.
///
///     persistence        the last value that is known when a row is predicted
///     seasonal naive     the last known value of the same place in a season
package struct NaiveForecasts: Sendable, Equatable {
    /// [rows, targets], row by row; NaN where the series has not begun yet.
    package var persistence: [Double]
    /// The same; nil where there are no seasons.
    package var seasonal: [Double]?

    package init(persistence: [Double], seasonal: [Double]?) {
        self.persistence = persistence
        self.seasonal = seasonal
    }
}

/// How far off the naive forecast was on the training rows, for each target: what `mase` divides by.
///
///     error = mean |y[t] - y[t - season]|      over training rows whose earlier row is one too
package struct NaiveErrors: Sendable, Codable, Equatable {
    /// In the space of training.
    package var values: [Double]
    /// In the targets' own units.
    package var original: [Double]

    package init(values: [Double], original: [Double]) {
        self.values = values
        self.original = original
    }
}

/// The targets of all rows as series.
struct TargetSeries {
    /// Rows from the last value that is known to each target.
    let horizons: [Int]
    /// Rows in a season; 1 for none.
    let season: Int
    /// Rows of each series, in their order.
    private let series: [[Int]]
    /// Where each row stands in its series.
    private let places: [(series: Int, place: Int)]

    /// - Parameter groups: the number of each row's series; nil where all rows are one
    init(rows: Int, groups: [Int32]?, horizons: [Int], season: Int) {
        self.horizons = horizons
        self.season = season
        var series: [[Int]] = groups == nil ? [Array(0..<rows)] : []
        var places: [(series: Int, place: Int)] = []
        places.reserveCapacity(rows)
        var numbers: [Int32: Int] = [:]
        for row in 0..<rows {
            guard let group = groups?[row] else {
                places.append((0, row))
                continue
            }
            let number = numbers[group] ?? series.count
            if number == series.count {
                numbers[group] = number
                series.append([])
            }
            places.append((number, series[number].count))
            series[number].append(row)
        }
        self.series = series
        self.places = places
    }

    /// The row that stands some places before a row in its series.
    private func row(_ back: Int, before row: Int) -> Int? {
        let (number, place) = places[row]
        return place >= back ? series[number][place - back] : nil
    }

    /// What rows are forecast by earlier ones.
    ///
    /// - Parameter columns: each target of all rows
    func forecasts(rows: [Int32], columns: [NumberColumn]) -> NaiveForecasts {
        func earlier(_ back: (Int) -> Int) -> [Double] {
            let distances = horizons.map(back)
            return rows.flatMap { row in
                zip(columns, distances).map { column, distance in
                    self.row(distance, before: Int(row)).map { column.values[$0] } ?? .nan
                }
            }
        }
        return NaiveForecasts(
            persistence: earlier { $0 },
            seasonal: season > 1 ? earlier { ($0 + season - 1) / season * season } : nil)
    }

    /// - Parameters:
    ///   - training: the rows that train
    ///   - values: of all rows, row by row
    func errors(training: [Int32], values: (_ row: Int, _ target: Int) -> Double) -> [Double] {
        var isTraining = [Bool](repeating: false, count: places.count)
        for row in training { isTraining[Int(row)] = true }
        return horizons.indices.map { target in
            var (sum, count) = (0.0, 0)
            for row in training.map({ Int($0) }) {
                guard let before = self.row(season, before: row), isTraining[before] else { continue }
                sum += abs(values(row, target) - values(before, target))
                count += 1
            }
            return count > 0 ? sum / Double(count) : .nan
        }
    }
}
