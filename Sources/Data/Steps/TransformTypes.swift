/// What a step's JSON state is read back as, by the step's name. In alphabetical order.
package let transformTypes: [any Transform.Type] = [
    DeriveTransform.self,
    DropTransform.self,
    FilterTransform.self,
    LogarithmTransform.self,
    NormalizeTransform.self,
    RenameTransform.self,
    SelectTransform.self,
    StandardizeTransform.self,
    ThresholdTransform.self,
]
