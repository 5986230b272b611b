import Foundation

/// The order of the keys in a safetensors header, which `JSONDecoder` does not keep: a file that is read and written
/// again has the same bytes.
enum SafetensorsKeys {
    static let texts = "__metadata__"

    /// The places of the texts' keys.
    ///
    /// - Parameter json: a JSON object; of anything else some keys or none
    static func ofTexts(in json: ArraySlice<UInt8>) -> [String: Int] {
        places(keys(in: json, ofTexts: true))
    }

    /// The places of the arrays' names.
    static func ofTensors(in json: ArraySlice<UInt8>) -> [String: Int] {
        places(keys(in: json, ofTexts: false))
    }

    private static func places(_ keys: [String]) -> [String: Int] {
        Dictionary(zip(keys, keys.indices)) { first, _ in first }
    }

    /// The keys of the object or, instead, of the texts in it, in the order they are written.
    private static func keys(in json: ArraySlice<UInt8>, ofTexts: Bool) -> [String] {
        var keys: [String] = []
        var depth = 0
        var isInTexts = false
        var place = json.startIndex
        while place < json.endIndex {
            switch json[place] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 1, isInTexts, ofTexts { return keys }
            case UInt8(ascii: "\""):
                let end = endOfString(in: json, from: place)
                if depth == 1 || (depth == 2 && isInTexts && ofTexts), isKey(json[end...]),
                    let key = text(json[place..<end])
                {
                    if depth == 1 { isInTexts = key == texts }
                    if (depth == 2) == ofTexts { keys.append(key) }
                }
                place = end
                continue
            default: break
            }
            place += 1
        }
        return keys
    }

    /// Behind the closing quotation mark of the string that begins here.
    private static func endOfString(in json: ArraySlice<UInt8>, from start: Int) -> Int {
        var place = start + 1
        while place < json.endIndex {
            switch json[place] {
            case UInt8(ascii: "\""): return place + 1
            case UInt8(ascii: "\\"): place += 2
            default: place += 1
            }
        }
        return json.endIndex
    }

    /// Whether a colon follows.
    private static func isKey(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: ":")
    }

    private static func text(_ quoted: ArraySlice<UInt8>) -> String? {
        try? JSONDecoder().decode(String.self, from: Data(quoted))
    }
}
