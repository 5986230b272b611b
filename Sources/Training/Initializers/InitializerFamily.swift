import Spec

/// Every initializer a specification can name, alphabetical.
package let initializerFamily = ComponentFamily<any Initializer>(
    name: "initializer",
    summary: "The values a parameter starts with.",
    members: [
        ConstantInitializer.self,
        KaimingNormalInitializer.self,
        KaimingUniformInitializer.self,
        NormalInitializer.self,
        OnesInitializer.self,
        UniformInitializer.self,
        XavierNormalInitializer.self,
        XavierUniformInitializer.self,
        ZerosInitializer.self,
    ])
