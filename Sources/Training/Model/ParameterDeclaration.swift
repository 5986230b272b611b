/// Starting values that follow from columns of the training rows.
package struct ColumnFit: Sendable {
    /// Places of the columns among the features, or among the targets.
    package var columns: [Int]
    package var areTargets = false
    /// The values, given those of each column in ascending order, of a target the least and the greatest.
    package var values: @Sendable ([[Double]]) -> [Double]
}

/// A parameter array of the model as its layer declared it.
package struct ParameterDeclaration: Sendable {
    /// Name as in PyTorch's `state_dict`: the layers' positions and the parameter's own name, `0.weight`.
    package var name: String
    /// Shape in files and fans.
    package var shape: ParameterShape
    /// Whether the two axes are exchanged in memory: a linear weight is [units, features] in files, but
    /// [features, units] in memory, as the matrix product reads it.
    package var isTransposed: Bool
    package var initializer: any Initializer
    /// Whether it is a whole number that files hold as a 64-bit integer.
    package var isCount = false
    /// What a state starts with by the training rows; nil for its initializer alone.
    package var fit: ColumnFit?
    /// Members of an ensemble that have a copy of their own each, one after another; nil for one array.
    package var copies: Int?
    /// Whether the copies start with the same values.
    package var copiesStartAlike = false

    /// Numbers, those of all copies.
    package var count: Int { shape.count * (copies ?? 1) }

    /// Dimensions in files: the members in front where they have copies.
    package var fileDimensions: [Int] { (copies.map { [$0] } ?? []) + shape.dimensions }

    /// Dimensions as the graph sees them, without the trial axis.
    package var storedDimensions: [Int] {
        isTransposed ? shape.dimensions.reversed() : shape.dimensions
    }
}

/// Where each parameter lies in a trial's row of the flat parameter array.
package struct ParameterLayout: Sendable {
    package struct Entry: Sendable {
        package var declaration: ParameterDeclaration
        package var offset: Int

        package var range: Range<Int> { offset..<(offset + declaration.count) }
    }

    package private(set) var entries: [Entry] = []
    /// Elements of one trial's row.
    package private(set) var count = 0

    package init(_ declarations: [ParameterDeclaration] = []) {
        for declaration in declarations {
            entries.append(Entry(declaration: declaration, offset: count))
            count += declaration.count
        }
    }

    package func entry(named name: String) -> Entry? {
        entries.first { $0.declaration.name == name }
    }

    /// The name of the parameter an element of the row belongs to.
    package func name(ofElement index: Int) -> String? {
        entries.first { $0.range.contains(index) }?.declaration.name
    }
}
