import Foundation

extension SafetensorsFile {
    /// The longest header accepted, as in the reference implementation.
    package static let headerLimit = 100_000_000

    /// Reads a file's bytes. Everything in them is checked: lengths, offsets, shapes, gaps, trailing bytes.
    ///
    /// - Errors: `SafetensorsError`; no content of the bytes can trap
    package init(bytes: [UInt8]) throws {
        guard bytes.count >= 8 else {
            throw SafetensorsError.truncatedHeaderLength(bytes: bytes.count)
        }
        let length = bytes[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(Self.headerLimit) else {
            throw SafetensorsError.headerTooLong(length: length, limit: Self.headerLimit)
        }
        let headerLength = Int(length)
        guard bytes.count - 8 >= headerLength else {
            throw SafetensorsError.truncatedHeader(length: headerLength, available: bytes.count - 8)
        }
        let json = bytes[8..<(8 + headerLength)]
        let header = try SafetensorsHeader(json: Data(json))
        metadata = Self.metadata(of: header, json: json)
        tensors = try Self.tensors(of: header, json: json, data: bytes[(8 + headerLength)...])
    }

    /// The texts in the order of the file.
    private static func metadata(of header: SafetensorsHeader, json: ArraySlice<UInt8>) -> [Metadata] {
        let places = header.metadata.count > 1 ? SafetensorsKeys.ofTexts(in: json) : [:]
        return header.metadata.map { (place: places[$0.key] ?? places.count, text: $0) }
            .sorted { ($0.place, $0.text.key) < ($1.place, $1.text.key) }
            .map { Metadata(key: $0.text.key, value: $0.text.value) }
    }

    private static func tensors(
        of header: SafetensorsHeader, json: ArraySlice<UInt8>, data: ArraySlice<UInt8>
    ) throws -> [StoredTensor] {
        // Offsets tell the order of all arrays but empty ones.
        let empty = header.entries.count { $0.value.offsets.first == $0.value.offsets.last }
        let places = empty > 1 ? SafetensorsKeys.ofTensors(in: json) : [:]
        let named = header.entries.map { (name: $0.key, entry: $0.value) }
        let ordered = try named.map { item in
            guard item.entry.offsets.count == 2 else {
                throw SafetensorsError.malformedHeader("tensor '\(item.name)' needs two data_offsets")
            }
            return (
                name: item.name, entry: item.entry, begin: item.entry.offsets[0], end: item.entry.offsets[1],
                place: places[item.name] ?? places.count
            )
        }.sorted { ($0.begin, $0.end, $0.place, $0.name) < ($1.begin, $1.end, $1.place, $1.name) }
        var expectedBegin = 0
        var tensors: [StoredTensor] = []
        for item in ordered {
            guard item.begin >= 0, item.begin <= item.end, item.end <= data.count else {
                throw SafetensorsError.badOffsets(
                    tensor: item.name, begin: item.begin, end: item.end, dataBytes: data.count)
            }
            guard item.begin == expectedBegin else {
                throw SafetensorsError.gapInData(
                    tensor: item.name, expectedBegin: expectedBegin, begin: item.begin)
            }
            guard let type = StoredElementType(rawValue: item.entry.type) else {
                throw SafetensorsError.unknownElementType(tensor: item.name, found: item.entry.type)
            }
            let slice = data[(data.startIndex + item.begin)..<(data.startIndex + item.end)]
            guard
                let tensor = StoredTensor(
                    name: item.name, elementType: type, shape: item.entry.shape, bytes: Array(slice))
            else {
                throw SafetensorsError.shapeMismatch(
                    tensor: item.name, shape: item.entry.shape, bytes: item.end - item.begin)
            }
            tensors.append(tensor)
            expectedBegin = item.end
        }
        guard expectedBegin == data.count else {
            throw SafetensorsError.trailingData(bytes: data.count - expectedBegin)
        }
        return tensors
    }
}

/// The JSON header as decoded, nothing checked yet but types.
private struct SafetensorsHeader: Decodable {
    struct Entry: Decodable {
        var type: String
        var shape: [Int]
        var offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case type = "dtype"
            case shape
            case offsets = "data_offsets"
        }
    }

    struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }

    var metadata: [String: String] = [:]
    var entries: [String: Entry] = [:]

    init(json: Data) throws {
        do {
            self = try JSONDecoder().decode(SafetensorsHeader.self, from: json)
        } catch DecodingError.keyNotFound(let key, let context) {
            let place = context.codingPath.map(\.stringValue).joined(separator: "/")
            throw SafetensorsError.malformedHeader("'\(place)' has no '\(key.stringValue)'")
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            let place = context.codingPath.map(\.stringValue).joined(separator: "/")
            throw SafetensorsError.malformedHeader("'\(place)' has the wrong type")
        } catch {
            throw SafetensorsError.malformedHeader("it is not a JSON object")
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for key in container.allKeys {
            if key.stringValue == SafetensorsKeys.texts {
                metadata = try container.decode([String: String].self, forKey: key)
            } else {
                entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
            }
        }
    }
}
