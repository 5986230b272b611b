/// The texts that stand for a missing value, looked up for every field that is not a plain number.
struct MissingMarkers {
    private let markers: [[UInt8]]
    private let longest: Int
    private let hasEmpty: Bool
    /// Whether a marker starts with the byte: tells most texts from all markers at once.
    private var starts = [Bool](repeating: false, count: 256)
    /// Those that are numbers: in a column of numbers they mean the number, however it is written.
    let numbers: [Double]

    /// - Parameter decimals: how the file writes numbers; a marker may also have a point, as specifications do
    init(_ texts: [String], _ decimals: DecimalParser = DecimalParser()) {
        numbers = Array(Set(texts.compactMap { decimals.parse($0) ?? DecimalParser().parse($0) })).filter {
            !$0.isNaN
        }
        markers = texts.map { Array($0.utf8) }
        longest = markers.map(\.count).max() ?? -1
        hasEmpty = markers.contains([])
        for first in markers.compactMap(\.first) { starts[Int(first)] = true }
    }

    func contains(_ content: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = content.first else { return hasEmpty }
        guard content.count <= longest, starts[Int(first)] else { return false }
        for marker in markers where marker.count == content.count {
            if marker.elementsEqual(content) { return true }
        }
        return false
    }
}
