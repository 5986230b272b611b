/// stub
package enum Explain {
    package static func perform(_ name: String?, schema: Bool) -> ExitStatus { .done }
}
