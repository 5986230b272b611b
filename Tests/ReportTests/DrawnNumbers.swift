import Foundation

/// All numbers that place something in a drawing: attributes of elements, and the data of paths.
struct DrawnNumbers {
    private(set) var count = 0
    private(set) var largest = 0.0
    /// Attributes that hold something that is neither a finite number nor a command.
    private(set) var foreign: [String] = []

    private static let placing: Set<String> = [
        "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "width", "height", "d", "transform",
        "data-frame",
    ]

    init(_ body: String) {
        for match in body.matches(of: /([a-z0-9-]+)="([^"]*)"/) where Self.placing.contains(String(match.1)) {
            var text = String(match.2)
            if match.1 == "transform" { text = text.replacingOccurrences(of: "rotate", with: "") }
            let parts = text.split { " (),MLHVCZhvlcz".contains($0) }
            for part in parts {
                guard let number = Double(part), number.isFinite else {
                    foreign.append("\(match.1)=\(part)")
                    continue
                }
                count += 1
                largest = max(largest, abs(number))
            }
        }
    }
}
