import Spec

package struct NoPruner: Pruner {
    package static let name = "none"
    package static let about = """
        Every trial is finished.

        The default: no trial is stopped before its budget is used up.
        """
    package init(reading fields: inout FieldReader) {}

    package init() {}

    package func cohort(maximum: Int) -> Int? { nil }

    package func rungs(of trial: Int, maximum: Int) -> [Int] { [] }

    package func stopped(at rung: Rung) -> [Int] { [] }
}
