import Spec

/// Points: a list of lists of numbers.
package struct PointList: SpecDecodable {
    package var points: [[Double]]

    package static var fieldType: FieldType { .list(of: .list(of: .number(.any), count: nil), count: nil) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard case .list(let items) = node.content, !items.isEmpty else {
            diagnostics.report(
                .wrongType(expected: "a list of points, such as [[0, 0], [1, 1]]", found: node))
            return nil
        }
        points = []
        for item in items {
            guard case .list(let numbers) = item.content else {
                diagnostics.report(.wrongType(expected: "a point, such as [0, 1]", found: item))
                return nil
            }
            var point: [Double] = []
            for number in numbers {
                guard let value = Double(from: number, diagnostics: &diagnostics) else { return nil }
                point.append(value)
            }
            points.append(point)
        }
    }

    package var resolvedNode: SpecContent {
        .list(
            points.map { point in
                let numbers = point.map { SpecNode(.number($0), origin: .defaultValue) }
                return SpecNode(.list(numbers), origin: .defaultValue)
            })
    }
}
