import Kernels

/// Mean targets of categories, drawn towards the mean of all.
struct TargetEncoder {
    /// Rows that the mean of all counts for; `nil`: as the variances say.
    let smooth: Double?

    struct Encoding {
        /// By code; `nil` where no row has the category.
        var values: [Double?]
        var mean: Double
    }

    /// The fold of every row: dealt out in random order from the seed's stream `split`, so that it has nothing to do
    /// with the order of the rows; of a target of classes, class by class, so that every fold has its share of each.
    static func folds(of target: Column, rows: Int, _ count: Int, seed: UInt64) -> [Int] {
        let order = RandomOrder.rows(rows, seed: seed, site: site).map { Int($0) }
        var foldOf = [Int](repeating: 0, count: rows)
        guard target.asNumbers == nil, let categories = target.asCategories else {
            for (position, row) in order.enumerated() { foldOf[row] = position % count }
            return foldOf
        }
        var members = [[Int]](repeating: [], count: categories.levels.count + 1)
        for row in order {
            members[categories.codes[row] < 0 ? categories.levels.count : Int(categories.codes[row])].append(
                row)
        }
        for (position, row) in members.joined().enumerated() { foldOf[row] = position % count }
        return foldOf
    }

    /// Apart from the orders of the splits: the same rows may be dealt out by both.
    private static let site = 1 << 20

    /// The encoding over the rows a condition holds for; rows without a target do not count.
    func encoding(_ categories: CategoryColumn, _ targets: [Double], where counts: (Int) -> Bool) -> Encoding
    {
        let rows = targets.indices.filter { counts($0) && !targets[$0].isNaN }
        let all = ColumnStatistics(rows.map { targets[$0] })
        let variance = all.squares / Double(max(1, rows.count))
        var members = [[Double]](repeating: [], count: categories.levels.count)
        for row in rows where categories.codes[row] >= 0 {
            members[Int(categories.codes[row])].append(targets[row])
        }
        return Encoding(values: members.map { value($0, all.mean, variance) }, mean: all.mean)
    }

    private func value(_ targets: [Double], _ mean: Double, _ variance: Double) -> Double? {
        guard !targets.isEmpty else { return nil }
        let count = Double(targets.count)
        let own = ColumnStatistics(targets)
        if let smooth { return (own.mean * count + smooth * mean) / (count + smooth) }
        let within = own.squares / count
        let weight = variance * count
        guard weight + within > 0 else { return mean }
        let share = weight / (weight + within)
        return share * own.mean + (1 - share) * mean
    }
}
