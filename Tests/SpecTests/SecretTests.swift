import Foundation
import Spec
import TestSupport
import Testing

/// A secret is used and never shown: neither by the resolved specification nor by a message.
@Suite struct SecretTests {
    static let value = "s3cr3t-0f-the-test"

    private func secret(_ text: String, _ environment: [String: String] = ["VAULT": value]) -> TypedSpec<
        TestSpec
    > {
        load(minimal(text), environment: environment)
    }

    @Test("a secret is used, and the resolved specification names it only")
    func resolved() throws {
        let loaded = secret("name: a-${secret:VAULT}-b\nnote: ${secret:VAULT}")
        #expect(loaded.diagnostics.isEmpty, "\(loaded.text())")
        #expect(loaded.value?.name == "a-\(Self.value)-b")
        #expect(loaded.value?.note == Self.value)
        let resolved = try #require(loaded.resolved)
        let text = YAMLWriter.write(resolved)
        #expect(!text.contains(Self.value) && !resolved.canonicalJSON.contains(Self.value))
        #expect(text.contains("name: 'a-${secret:VAULT}-b'"))
        // It is a specification that gives the same, with the secret read again.
        let again = load(text, environment: ["VAULT": "another-one"])
        #expect(again.value?.name == "a-another-one-b")
        #expect(again.resolved?.canonicalJSON == resolved.canonicalJSON)
    }

    @Test("a secret from a file loses its line end; references to a secret stay secret")
    func file() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.value + "\n", to: "token")
        let path = try folder.write(
            minimal("note: ${secret:file:token}\nname: x${note}\nmetrics: ['${note}', b]"), to: "s.yaml")
        let loaded = SpecReader.load(.path(path), as: TestSpec.self)
        #expect(loaded.diagnostics.isEmpty, "\(loaded.text())")
        #expect(loaded.value?.name == "x" + Self.value)
        #expect(loaded.value?.metrics == [Self.value, "b"])
        #expect(loaded.resolved?.canonicalJSON.contains(Self.value) == false)
    }

    @Test(
        "messages about a secret do not quote it",
        arguments: [
            "optimizer: {sgd: {lr: '${secret:VAULT}'}}", "loss: ${secret:VAULT}",
            "model: ['${secret:VAULT}']",
            "train: {every: '${secret:VAULT}'}", "data: {path: {a: '${secret:VAULT}'}}", "${secret:VAULT}: 1",
        ])
    func messages(_ text: String) {
        let loaded = secret(text)
        #expect(loaded.diagnostics.hasErrors)
        #expect(!loaded.text().contains(Self.value), "\(loaded.text())")
    }

    @Test("a secret that is not there is an error at its place")
    func missing() {
        for text in ["note: ${secret:ABSENT}", "note: ${secret:file:/no/such/file}", "note: ${secret:}"] {
            let found = secret(text).diagnostics.all
            #expect(found.count == 1 && found.first?.severity == .error)
            #expect(found.first?.origin.span?.start.line == 3)
        }
        #expect(secret("note: ${secret:EMPTY}", ["EMPTY": ""]).diagnostics.hasErrors)
    }

    @Test("passwords in addresses are masked, and those from the environment stay a reference")
    func addresses() {
        #expect(
            Secrets.masked("get http://me:pa:ss@host/x, ftp://a:b@c d")
                == "get http://me:***@host/x, ftp://a:***@c d")
        for text in ["http://host:80/a@b", "mailto:a@b", "a://b@c", "http://me:***@host", "x: y@z"] {
            #expect(Secrets.masked(text) == text)
        }
        let written = secret("note: http://me:pass-literal@host/x")
        #expect(written.value?.note == "http://me:pass-literal@host/x")
        #expect(written.resolved?["note"]?.content == .string("http://me:***@host/x"))
        let taken = secret("note: 'http://me:${env:PLAIN}@host/x'", ["PLAIN": "pass-env"])
        #expect(taken.value?.note == "http://me:pass-env@host/x")
        #expect(taken.resolved?["note"]?.content == .string("http://me:${env:PLAIN}@host/x"))
    }

    @Test(
        "a variable whose name looks like a secret is told once",
        arguments: [
            ("API_TOKEN", true), ("KEY", true), ("DB_PASSWORD", true), ("MYSECRET", true), ("MONKEY", false),
            ("FOLD", false),
        ])
    func told(_ name: String, _ isTold: Bool) {
        let loaded = secret("note: ${env:\(name)}\nname: a-${env:\(name)}", [name: "value"])
        #expect(loaded.diagnostics.all.map(\.code) == (isTold ? ["secret-in-environment"] : []))
        #expect(!loaded.diagnostics.hasErrors)
    }
}
