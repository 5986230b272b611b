/// The name closest to what the user wrote, when it is close enough to be what they meant: within a third of
/// the length of the longer of the two, counted in inserted, removed, replaced and swapped characters.
///
/// - Limits: ties go to the first name in the list; letter case is ignored.
package func nearestName(to written: String, in names: [String]) -> String? {
    var best: (name: String, distance: Int)?
    for name in names {
        let length = max(written.count, name.count)
        let limit = length / 3
        guard abs(written.count - name.count) <= limit else { continue }
        let distance = editDistance(written.lowercased(), name.lowercased())
        guard distance <= limit, distance < length else { continue }
        if best == nil || distance < best?.distance ?? Int.max { best = (name, distance) }
    }
    return best?.name
}

/// The optimal string alignment distance: the number of insertions, removals, replacements and swaps of
/// neighbors that turn one text into the other.
///
/// - Source: Damerau, "A technique for computer detection and correction of spelling errors", 1964, in the
///   restricted form in which no part of the text is edited twice.
package func editDistance(_ first: String, _ second: String) -> Int {
    let left = Array(first)
    let right = Array(second)
    if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in 1...left.count {
        var current = [Int](repeating: row, count: right.count + 1)
        for column in 1...right.count {
            let replaced = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
            var least = min(replaced, last[column] + 1, current[column - 1] + 1)
            let isSwap =
                row > 1 && column > 1 && left[row - 1] == right[column - 2]
                && left[row - 2] == right[column - 1]
            if isSwap { least = min(least, beforeLast[column - 2] + 1) }
            current[column] = least
        }
        beforeLast = last
        last = current
    }
    return last[right.count]
}
