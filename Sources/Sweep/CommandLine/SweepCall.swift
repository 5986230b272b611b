import Foundation
import Spec

/// A function of the command line that makes a domain, taken apart.
struct SweepCall {
    /// The name of the domain it makes.
    var domain: String
    let place: Origin
    var values: [SpecNode] = []
    var named: [SpecEntry] = []
    /// Whether the last cast changed anything or had nothing to change.
    var isCast = true

    /// Every function.
    static let names =
        (domainFamily.all.names + ["interval", "tag", "int", "float", "str", "bool"]).sorted()

    static func example(of name: String) -> String? {
        switch name {
        case "choice": "write choice(256,1024)"
        case "range": "write range(1,10)"
        case "linspace", "logspace": "write \(name)(first,last,count)"
        default: "write \(name)(least,greatest)"
        }
    }

    init(domain: String, place: Origin) {
        self.domain = domain
        self.place = place
    }

    /// The domain as the specification writes it: positional values go to the primary field.
    func node(at origin: Origin) -> SpecNode {
        let type = SpecEntry(
            key: "type", keyOrigin: place, value: SpecNode(.string(domain), origin: place))
        var fields = named
        var values = values
        if domain == RangeDomain.name { values += takeRange(&fields) }
        let primary = domainFamily.all[name: domain]?.primaryField ?? "values"
        if !values.isEmpty {
            let list = SpecNode(.list(values), origin: origin)
            fields.insert(SpecEntry(key: primary, keyOrigin: origin, value: list), at: 0)
        }
        return SpecNode(.map([type] + fields), origin: origin)
    }

    /// `start`, `stop` and `step` of a range in their order.
    private func takeRange(_ fields: inout [SpecEntry]) -> [SpecNode] {
        func take(_ name: String) -> SpecNode? {
            guard let position = fields.firstIndex(where: { $0.key == name }) else { return nil }
            return fields.remove(at: position).value
        }
        let start = take("start")
        let stop = take("stop")
        let step = take("step")
        var taken = [start, stop].compactMap(\.self)
        let zero = SpecNode(.integer(0), origin: place)
        if let step {
            if values.count + taken.count == 1 { taken.insert(zero, at: 0) }
            taken.append(step)
        }
        return taken
    }

    /// Makes an interval logarithmic; false when it is none.
    mutating func makeLogarithmic() -> Bool {
        switch domain {
        case UniformDomain.name, LogUniformDomain.name: domain = LogUniformDomain.name
        case IntUniformDomain.name, LogIntDomain.name: domain = LogIntDomain.name
        default: return false
        }
        return true
    }

    /// Turns its values into another type; returns the first that cannot be, and sets `isCast` when the
    /// function as a whole cannot be.
    mutating func cast(to type: String) -> SpecNode? {
        isCast = true
        if domain == ChoiceDomain.name {
            for (index, node) in values.enumerated() {
                guard let content = Self.cast(node.content, to: type) else { return node }
                values[index] = SpecNode(content, origin: node.origin)
            }
            return nil
        }
        switch (type, domain) {
        case ("int", UniformDomain.name): domain = IntUniformDomain.name
        case ("int", LogUniformDomain.name): domain = LogIntDomain.name
        case ("int", IntUniformDomain.name), ("int", LogIntDomain.name), ("int", RangeDomain.name): break
        case ("float", UniformDomain.name), ("float", LogUniformDomain.name), ("float", LinspaceDomain.name),
            ("float", LogspaceDomain.name):
            break
        default: isCast = false
        }
        return nil
    }

    private static func cast(_ content: SpecContent, to type: String) -> SpecContent? {
        switch type {
        case "int":
            let number = SweptValue.number(content) ?? text(content).flatMap { Double($0) }
            return number.flatMap { Int(exactly: $0.rounded(.towardZero)) }.map { .integer($0) }
        case "float":
            return (SweptValue.number(content) ?? text(content).flatMap { Double($0) }).map { .number($0) }
        case "str":
            switch content {
            case .string: return content
            case .integer, .number, .bool: return .string(content.shortText)
            case .null, .list, .map: return nil
            }
        default:
            switch content {
            case .bool: return content
            case .string("true"): return .bool(true)
            case .string("false"): return .bool(false)
            default: return SweptValue.number(content).map { .bool($0 != 0) }
            }
        }
    }

    private static func text(_ content: SpecContent) -> String? {
        if case .string(let text) = content { text } else { nil }
    }
}
