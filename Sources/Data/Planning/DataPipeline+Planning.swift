import Spec

extension DataPipeline {
    /// The pipeline as it would run; nothing is downloaded or prepared.
    ///
    /// - Errors: `DataDiagnostics`; `DataFileError` when the data cannot be read; `DownloadError` when
    ///   the data have to be downloaded first.
    package func plan() throws -> DataPlan {
        keepToMemory()
        let source = try requiredSource()
        guard let preview = try source.preview(in: environment) else {
            throw DataDiagnostics(
                "missing-file", "the data are not there yet; 'run' downloads them", at: source.place)
        }
        let layout = try DataLayout(section, source: preview.schema)
        let keys = DataKeys(
            self, source, fileHash: preview.fileHash, splitPosition: layout.splitPosition)
        let cached = PreparedCache(folder: environment.cacheFolder).summary(keys.matrices())
        let rows = cached?.partRows
        let isClass =
            section.targetType == .class
            || (section.targetType == .auto && layout.targets.count == 1 && layout.target.type != .number)
        let leaks = section.steps.filter { $0.value.preparation.fitScope == .all }.map {
            Located(value: type(of: $0.value).name, origin: $0.origin)
        }
        return DataPlan(
            nodes: nodes(source, preview, layout, keys, cached),
            featureNames: cached?.featureNames ?? layout.featureNames,
            featureColumns: cached?.featureColumns ?? layout.featureColumns,
            targetNames: section.targets.value,
            target: isClass ? knownClasses ?? generatedClasses(source, preview) : .real,
            isClassification: isClass, partNames: section.partNames, partRows: rows ?? [:],
            path: preview.path,
            warnings: leaks.map(DataPipeline.leakWarning)
                + DataPipeline.wholeNumberWarnings(preview.schema, at: source.place)
                + ((source as? any QueriedSource)?.warnings ?? [])
                + ((source as? CSVSource)?.headerWarning(preview.schema).map { [$0] } ?? []),
            leaks: leaks)
    }

    /// The classes, where the specification says which there are: the labels of a threshold of the target.
    private var knownClasses: TargetKind? {
        guard
            let last = section.steps.last(where: { step in
                (step.value as? ThresholdStep)?.columns.contains { $0.key == section.target.value } ?? false
            }), let threshold = last.value as? ThresholdStep
        else { return nil }
        return .classes(threshold.labels)
    }

    /// The classes of a generator's rows, where no step can touch them.
    private func generatedClasses(_ source: any DataSource, _ preview: SourcePreview) -> TargetKind? {
        let target = section.target.value
        let mayTouch = section.steps.contains { step in
            let text = step.parameters.canonicalJSON
            return step.value.preparation.changesRows || text.contains(target) || text.contains("\"all\"")
        }
        guard source is any Generator, !mayTouch, let column = preview.schema[target],
            column.type == .category,
            let levels = column.levels, !levels.isEmpty
        else { return nil }
        return .classes(levels)
    }

    private func nodes(
        _ source: any DataSource, _ preview: SourcePreview, _ layout: DataLayout, _ keys: DataKeys,
        _ cached: PreparedCache.Summary?
    ) -> [DataPlan.Node] {
        let total = cached?.partRows.values.reduce(0, +)
        let stages = StageCache(folder: environment.cacheFolder)
        func has(_ key: String?) -> Bool { key.map { stages.has($0) } ?? false }
        let isGuess = cached == nil && (layout.schemas.last?.isProvisional ?? false)
        let width = cached?.featureNames.count ?? layout.featureNames.count
        var nodes = [
            DataPlan.Node(
                kind: .source, name: type(of: source).name, detail: preview.path, place: source.place,
                key: keys.source, isCached: has(keys.source), schema: preview.schema, rows: preview.rowCount
            )
        ]
        for index in 0...section.steps.count {
            if index == layout.splitPosition {
                let split = section.split.value
                nodes.append(
                    DataPlan.Node(
                        kind: .split, name: type(of: split).name,
                        detail: DataPipeline.detail(section.split.parameters, split),
                        place: section.split.origin,
                        key: keys.split, isCached: false, schema: layout.schemas[index], rows: total))
            }
            guard index < section.steps.count else { break }
            let step = section.steps[index]
            nodes.append(
                DataPlan.Node(
                    kind: .step, name: type(of: step.value).name,
                    detail: DataPipeline.detail(step.parameters, step.value), place: step.origin,
                    key: keys.steps[index], isCached: has(keys.steps[index]),
                    schema: layout.schemas[index + 1],
                    rows: index >= layout.splitPosition ? total : nil,
                    fitScope: step.value.preparation.fitScope))
        }
        nodes.append(
            DataPlan.Node(
                kind: .matrices, name: "matrices",
                detail: "\(isGuess ? "about " : "")\(width) features, \(elementType.rawValue)",
                place: .defaultValue,
                key: keys.matrices(), isCached: cached != nil,
                schema: (layout.schemas.last ?? preview.schema).selecting(
                    layout.features.map(\.name) + section.targets.value), rows: total))
        return nodes
    }

    /// The fields that were written, on one line; the primary field without its name.
    private static func detail(_ parameters: SpecContent, _ component: any SpecComponent) -> String {
        guard case .map(let entries) = parameters else { return "" }
        let written = entries.filter { $0.keyOrigin != .defaultValue }
        let primary = type(of: component).primaryField
        func fields(_ entries: [SpecEntry]) -> String {
            entries.map { "\($0.key): " + OneLineText.text($0.value.content, limit: .max) }.joined(
                separator: ", ")
        }
        return written.map { entry in
            guard entry.key == primary else { return fields([entry]) }
            if case .map(let inner) = entry.value.content { return fields(inner) }
            return OneLineText.text(entry.value.content, limit: .max)
        }.joined(separator: ", ")
    }

    private static func leakWarning(_ step: Located<String>) -> Diagnostic {
        Diagnostic(
            "leak", "'\(step.value)' is fitted on all rows, test rows included", at: step.origin,
            help: "leave fit_on out unless a published mistake is to be reproduced", severity: .warning)
    }

    private static func wholeNumberWarnings(_ schema: TableSchema, at place: Origin) -> [Diagnostic] {
        schema.wholeNumberRemarks.map { remark in
            Diagnostic(
                "large-whole-numbers", remark.message, at: place, help: remark.help, severity: .warning)
        }
    }
}

extension TableSchema {
    /// What to say about columns of whole numbers that are texts, because a double does not hold each of them.
    package var wholeNumberRemarks: [(message: String, help: String)] {
        columns.filter(\.holdsWholeNumbers).map { column in
            (
                "the column '\(column.name)' is kept as \(column.type.phrase): "
                    + (column.remark ?? "a double does not hold its whole numbers"),
                "right for names of things, such as ids; where it is a quantity, the step cast: {\(column.name): number} "
                    + "makes rounded numbers of it"
            )
        }
    }
}
