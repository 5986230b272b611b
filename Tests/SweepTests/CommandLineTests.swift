import Spec
import Sweep
import Testing

@Suite struct CommandLineTests {
    /// Arguments and the domain they write; nil is an ordinary override.
    static let arguments: [(String, String?)] = [
        ("optimizer.lr=0.1,0.01", #"{"type":"choice","values":[0.1,0.01],"weights":null}"#),
        ("optimizer=sgd,adam", #"{"type":"choice","values":["sgd","adam"],"weights":null}"#),
        ("a='x,y',z", #"{"type":"choice","values":["x,y","z"],"weights":null}"#),
        ("a=don't,won't", #"{"type":"choice","values":["don't","won't"],"weights":null}"#),
        ("model.0.units=[8,4],[16]", #"{"type":"choice","values":[[8,4],[16]],"weights":null}"#),
        (
            "optimizer={sgd: {lr: 0.1, momentum: 0.9}},adam",
            #"{"type":"choice","values":[{"sgd":{"lr":0.1,"momentum":0.9}},"adam"],"weights":null}"#
        ),
        ("a=choice(256,1024)", #"{"type":"choice","values":[256,1024],"weights":null}"#),
        ("a=choice(x,y,weights=[1,3])", #"{"type":"choice","values":["x","y"],"weights":[1.0,3.0]}"#),
        ("+a=1,2", #"{"type":"choice","values":[1,2],"weights":null}"#),
        ("a=range(4)", #"{"type":"range","values":[4.0]}"#),
        ("a=range(1,10,2)", #"{"type":"range","values":[1.0,10.0,2.0]}"#),
        ("a=range(1,10,step=2)", #"{"type":"range","values":[1.0,10.0,2.0]}"#),
        ("a=range(start=1,stop=10)", #"{"type":"range","values":[1.0,10.0]}"#),
        ("a=interval(0,1)", #"{"type":"uniform","bounds":[0.0,1.0],"step":null}"#),
        ("a=interval(0,1,step=0.5)", #"{"type":"uniform","bounds":[0.0,1.0],"step":0.5}"#),
        ("a=int(interval(1,8))", #"{"type":"int_uniform","bounds":[1,8],"step":1}"#),
        ("a=tag(log,interval(1e-4,1))", #"{"type":"log_uniform","bounds":[0.0001,1.0],"step":null}"#),
        ("a=tag(log, int(interval(1, 64)))", #"{"type":"log_int","bounds":[1,64],"step":1}"#),
        ("a=log_uniform(1e-4,1)", #"{"type":"log_uniform","bounds":[0.0001,1.0],"step":null}"#),
        ("a=linspace(0,1,5)", #"{"type":"linspace","values":[0.0,1.0,5.0]}"#),
        ("a=int(choice(1.5,'2'))", #"{"type":"choice","values":[1,2],"weights":null}"#),
        ("a=str(1,2)", #"{"type":"choice","values":["1","2"],"weights":null}"#),
        ("a=float(range(1,3))", nil), ("seed=3", nil), ("~metrics", nil), ("a=[1,2]", nil),
        ("a={b: 1, c: 2}", nil),
        ("a=max(b, c)", nil), ("a=", nil), ("nothing", nil),
    ]

    @Test(arguments: arguments.map(\.0).filter { $0 != "a=float(range(1,3))" })
    func argument(_ text: String) throws {
        let expected = try #require(Self.arguments.first { $0.0 == text }).1
        var diagnostics = DiagnosticBag()
        let read = SweepArgument(text, index: 0, diagnostics: &diagnostics)
        #expect(diagnostics.isEmpty, "\(diagnostics.all)")
        switch read {
        case .parameter(let parameter): #expect(parameter.resolved.canonicalJSON == expected)
        case .override(let kept): #expect(expected == nil && kept == text)
        case nil: Issue.record("not read")
        }
    }

    /// What cannot be read, and the characters it points to.
    static let mistakes: [(String, String, String)] = [
        ("a=tag(log,interval(1e-4,1)", "bad-sweep", "("),
        ("a=interval(0,1)x", "bad-sweep", "x"),
        ("a=1,,2", "bad-sweep", ","),
        ("a=choice(1,2),3", "bad-sweep", "choice(1,2)"),
        ("a=tag(exp,interval(0,1))", "bad-sweep", "exp"),
        ("a=tag(log,choice(0,1))", "bad-sweep", "log"),
        ("a=intervall(0,1)", "bad-sweep", "intervall"),
        ("a=shuffle(range(3))", "bad-sweep", "shuffle"),
        ("a=int(choice(x))", "bad-sweep", "x"),
        ("a=choice()", "bad-sweep", "choice"),
        ("a=float(range(1,3))", "bad-sweep", "float"),
        ("a=tag(log,interval(0,1))", "out-of-range", "tag(log,interval(0,1))"),
        ("a=interval(2,1)", "empty-domain", "interval(2,1)"),
        ("a=interval(0,1,stop=3)", "unknown-key", "stop"),
        ("a=interval(0,x)", "wrong-type", "x"),
    ]

    @Test(arguments: mistakes.map(\.0))
    func mistake(_ text: String) throws {
        let (_, code, underlined) = try #require(Self.mistakes.first { $0.0 == text })
        var diagnostics = DiagnosticBag()
        #expect(SweepArgument(text, index: 2, diagnostics: &diagnostics) == nil)
        let finding = try #require(diagnostics.all.first)
        #expect(finding.code == code)
        guard case .override(let span) = finding.origin else {
            Issue.record("no place: \(finding)")
            return
        }
        #expect(span.index == 2)
        #expect(String(text.dropFirst(span.column - 1).prefix(span.length)) == underlined, "\(finding)")
    }

    @Test func argumentsReplaceParametersOfTheSection() throws {
        let (section, _) = Sweeps.section("parameters: {optimizer.lr: [1, 2], seed: [3]}")
        var diagnostics = DiagnosticBag()
        let read = SweepArgument.read(["optimizer.lr=5,6", "name=x"], diagnostics: &diagnostics)
        #expect(read.overrides == ["name=x"])
        let search = try #require(
            SweepSearch(section: section, adding: read.parameters, diagnostics: &diagnostics))
        #expect(search.space.parameters.map(\.path) == ["seed", "optimizer.lr"])
        #expect(diagnostics.isEmpty)
    }
}
