import Spec

package struct IDXSource: DataSource {
    package static let name = "idx"
    package static let aliases = ["mnist"]
    package static let about = """
        Reads images and their labels from IDX files (MNIST), plain or gzipped.

        Files are looked for as those of `csv`: at the path, then in the folder ASSAY_DATA. The images are
        one column of tensors, `image`; a model sees its numbers in a row, image[0], image[1] … (a
        convolution begins with `reshape`). The labels are a category column, `label`. A file with one value
        per row makes a number column.

        - Limits: images stay bytes until a matrix is made of them: 60,000 of 28 × 28 take 47 MB
        - Errors: no such file, not an IDX file, a file that ends early, another number of labels than
          images
        """
    package static let primaryField: String? = "path"
    package static let example: String? =
        "{idx: {path: train-images-idx3-ubyte.gz, labels: train-labels-idx1-ubyte.gz}}"

    /// What is done with bytes.
    enum Scale: String, Sendable, CaseIterable {
        case unit, raw
    }

    package let place: Origin
    package let parameters: SpecContent
    let images: FileLocator
    let labels: FileLocator?
    let scale: Scale
    let limit: Int?
    let columnName: String
    let labelName: String

    package init(reading fields: inout FieldReader) {
        place = fields.place
        let path = fields.path("path", "File of the images, relative to the specification.")
        let labelPath = fields.optionalPath("labels", "File of the labels.")
        let hash = fields.optionalString("sha256", "SHA-256 of the images' file or of what it holds.")
        let labelHash = fields.optionalString("labels_sha256", "The same for the labels' file.")
        scale = fields.choice(
            "scale", default: .unit,
            "Whether bytes are divided by 255, so that they lie in [0, 1] (unit), or left as they are (raw).")
        limit = fields.optionalInt("limit", in: .greaterOrEqual(1), "No more rows than this are read.")
        columnName = fields.string("name", default: "image", "Name of the images' column.")
        labelName = fields.string("label_name", default: "label", "Name of the labels' column.")
        images = FileLocator(
            path: path, url: nil, sha256: hash, place: fields.origin(of: "path"),
            hashPlace: fields.origin(of: "sha256"))
        let labelPlace = fields.origin(of: "labels")
        let labelHashPlace = fields.origin(of: "labels_sha256")
        labels = labelPath.map {
            FileLocator(
                path: $0, url: nil, sha256: labelHash, place: labelPlace, hashPlace: labelHashPlace)
        }
        if columnName == labelName {
            fields.report(
                Diagnostic(
                    "repeated-column", "images and labels would both be called '\(columnName)'",
                    at: fields.origin(of: "label_name")))
        }
        parameters = fields.resolved.content.without(["path", "labels", "sha256", "labels_sha256"])
    }

    private var locators: [FileLocator] { [images] + (labels.map { [$0] } ?? []) }

    package func locate(in environment: DataEnvironment, progress: DataProgress?) throws -> LocatedSource {
        LocatedSource(parts: try locators.map { try $0.locate(in: environment, progress: progress) })
    }

    /// The header says what there is; of two hundred labels not every class need be among the first.
    package func preview(in environment: DataEnvironment) throws -> SourcePreview? {
        guard let located = try located(in: environment) else { return nil }
        let (sample, rows) = try table(located.files.map(\.path), limit: min(200, limit ?? 200))
        var schema = sample.schema
        if rows > sample.rowCount, let label = schema[labelName] {
            schema = schema.setting(ColumnSchema(name: label.name, type: label.type))
        }
        return SourcePreview(
            path: located.path, schema: schema, rowCount: min(rows, limit ?? rows), fileHash: located.sha256)
    }

    package func table(_ located: LocatedSource, as types: [String: ColumnType]) throws -> Table {
        try table(located.files.map(\.path), limit: limit).table.reading(types)
    }

    private func table(_ paths: [String], limit: Int?) throws -> (table: Table, rowsInFile: Int) {
        guard let path = paths.first else { return (try Table([]), 0) }
        let (values, rows) = try IDXReader(path: path, rowLimit: limit).read()
        var columns = [(name: columnName, column: imageColumn(values))]
        if let labelPath = paths.dropFirst().first {
            let (labels, labelRows) = try IDXReader(path: labelPath, rowLimit: limit).read()
            guard labelRows == rows else {
                throw DataFileError(file: labelPath, "has \(labelRows) labels where there are \(rows) images")
            }
            guard labels.width == 1 else {
                throw DataFileError(file: labelPath, "holds \(labels.shape) values per row, not one label")
            }
            columns.append((labelName, .categories(IDXSource.categories(labels))))
        }
        return (try Table(columns), rows)
    }

    /// Images without labels.
    package func reading(newFile path: String) throws -> Table? { try table([path], limit: nil).table }

    private func imageColumn(_ values: TensorColumn) -> Column {
        let divisor = values.element == .byte && scale == .unit ? 255.0 : 1
        let scaled = TensorColumn(
            storage: values.storage, element: values.element, shape: values.shape, count: values.count,
            divisor: divisor)
        guard values.width == 1 else { return .tensors(scaled) }
        let storage = NumberStorage(uninitialized: values.count)
        for row in 0..<values.count { _ = scaled.copy(row: row, to: storage.pointer + row) }
        return .numbers(NumberColumn(missingAsNaN: storage))
    }

    /// Levels are the numbers that occur, ascending.
    private static func categories(_ labels: TensorColumn) -> CategoryColumn {
        var values = [Double](repeating: 0, count: labels.count)
        values.withUnsafeMutableBufferPointer { values in
            guard let base = values.baseAddress else { return }
            for row in 0..<labels.count { _ = labels.copy(row: row, to: base + row) }
        }
        let levels = Set(values).sorted()
        var codes: [Double: Int32] = [:]
        for (code, level) in levels.enumerated() { codes[level] = Int32(code) }
        return CategoryColumn(
            codes: values.map { codes[$0] ?? CategoryColumn.missing }, levels: levels.map(numberText))
    }
}

extension SpecContent {
    /// The fields of a record but for some.
    func without(_ names: [String]) -> SpecContent {
        guard case .map(let entries) = self else { return self }
        return .map(entries.filter { !names.contains($0.key) })
    }
}
