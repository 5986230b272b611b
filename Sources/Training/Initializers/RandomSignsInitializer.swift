import Spec

package struct RandomSignsInitializer: Initializer {
    package static let name = "random_signs"
    package static let about = """
        1 or -1 for each number, with equal chances.

            value = -1 where u < 1/2, else 1      u ~ U[0, 1)

        The first scales of the members of an `ensemble` start like this: each member then sees the features
        with signs of its own.

        - Source: Wen, Tran and Ba, "BatchEnsemble", 2020; package `tabm`, `init_scaling_` with
          `random-signs`
        """

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        draws.uniform(count: shape.count).map { $0 < 0.5 ? -1 : 1 }
    }
}
