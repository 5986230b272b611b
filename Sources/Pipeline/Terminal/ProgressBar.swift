/// The bar of the progress line: `━━━━━━━╸────────`.
enum ProgressBar {
    static func text(share: Double, width: Int) -> String {
        guard width > 0 else { return "" }
        let clamped = min(max(share.isFinite ? share : 0, 0), 1)
        let halves = Int((clamped * Double(width * 2)).rounded(.down))
        let full = String(repeating: "━", count: halves / 2)
        let half = halves.isMultiple(of: 2) ? "" : "╸"
        let rest = width - halves / 2 - half.count
        return full + half + String(repeating: "─", count: rest)
    }
}
