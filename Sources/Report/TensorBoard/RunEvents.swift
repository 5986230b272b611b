import Catalogue
import Foundation
import Runs
import SwiftProtobuf

/// The events of one run, as TensorBoard reads them.
///
/// A file has the version, then one event with the specification as text and the settings for the HParams page, then
/// one event for each epoch, and at the end one with the final figures and how the run ended. The table of all runs on
/// the HParams page is made by TensorBoard itself from the settings of the runs it finds: a summary of the experiment,
/// which it could also read, would fix the columns to those of the first run.
package enum RunEvents {
    /// A setting shown on the HParams page.
    package typealias Setting = (name: String, value: FieldValue)

    /// The two records a file begins with.
    ///
    /// - Parameter specification: shown on the Text page as it is
    package static func beginning(started: RunTime, specification: String, settings: [Setting]) -> Data {
        var start = Assay_Tensorboard_SessionStart()
        start.startTimeSecs = started.secondsSince1970
        for setting in settings { start.hparams[setting.name] = value(of: setting.value) }
        var data = Assay_Tensorboard_HParamsData()
        data.sessionStartInfo = start
        return version(started: started)
            + record(
                event(
                    at: started.secondsSince1970, step: 0,
                    [
                        text(specification, tag: "specification"),
                        hparams(data, tag: "_hparams_/session_start_info"),
                    ]))
    }

    /// The record every file begins with.
    static func version(started: RunTime) -> Data {
        var version = Assay_Tensorboard_Event()
        version.wallTime = started.secondsSince1970
        version.fileVersion = "brain.Event:2"
        return record(version)
    }

    /// The number of records `beginning` has.
    package static let beginningRecords = 2

    /// One epoch: a row of `metrics.csv`.
    ///
    /// - Parameter figures: names of columns with their values; NaN is left out
    /// - Parameter weights: every parameter array, for histograms
    package static func epoch(
        started: RunTime, seconds: Double, step: Int, rate: Double, figures: [(name: String, value: Double)],
        weights: [(name: String, values: [Double])] = []
    ) -> Data {
        var values = [scalar(rate, tag: "lr")]
        for figure in figures where !figure.value.isNaN {
            values.append(scalar(figure.value, tag: tag(ofColumn: figure.name)))
        }
        for array in weights {
            guard let histogram = WeightHistogram(array.values) else { continue }
            values.append(histogram.value(tag: "weights/" + array.name))
        }
        return record(event(at: started.secondsSince1970 + seconds, step: step, values))
    }

    /// The last record: figures of all splits, and how the run ended.
    package static func ending(at time: RunTime, step: Int, state: RunState, metrics: RunMetrics?) -> Data {
        var values: [Assay_Tensorboard_Summary.Value] = []
        for (split, figures) in (metrics?.splits ?? [:]).sorted(by: { $0.key < $1.key }) where split != "val"
        {
            for name in metrics?.names ?? [] {
                // The loss over the epochs already has this name.
                if split == "train", name == "loss" { continue }
                guard let value = figures[name] ?? nil else { continue }
                values.append(scalar(value, tag: tag(metric: name, split: split)))
            }
        }
        var end = Assay_Tensorboard_SessionEnd()
        end.endTimeSecs = time.secondsSince1970
        end.status = status(state)
        var data = Assay_Tensorboard_HParamsData()
        data.sessionEndInfo = end
        values.append(hparams(data, tag: "_hparams_/session_end_info"))
        return record(event(at: time.secondsSince1970, step: step, values))
    }

    private static func status(_ state: RunState) -> Assay_Tensorboard_SessionStatus {
        switch state {
        case .completed, .stopped: .statusSuccess
        case .running: .statusRunning
        case .diverged, .interrupted, .failed: .statusFailure
        }
    }

    /// `val_loss` → `Loss/val`: curves with one name before the stroke stand together on the page.
    static func tag(ofColumn name: String) -> String {
        for split in ["train", "val", "test"] where name.hasPrefix(split + "_") {
            return tag(metric: String(name.dropFirst(split.count + 1)), split: split)
        }
        return name
    }

    static func tag(metric: String, split: String) -> String {
        metric.prefix(1).uppercased() + metric.dropFirst() + "/" + split
    }

    private static func value(of value: FieldValue) -> Google_Protobuf_Value {
        switch value {
        case .number(let number): Google_Protobuf_Value(numberValue: number)
        case .flag(let flag): Google_Protobuf_Value(boolValue: flag)
        case .text, .moment, .list: Google_Protobuf_Value(stringValue: value.plainText)
        }
    }

    private static func event(
        at time: Double, step: Int, _ values: [Assay_Tensorboard_Summary.Value]
    ) -> Assay_Tensorboard_Event {
        var summary = Assay_Tensorboard_Summary()
        summary.value = values
        var event = Assay_Tensorboard_Event()
        event.wallTime = time
        event.step = Int64(step)
        event.summary = summary
        return event
    }

    private static func scalar(_ number: Double, tag: String) -> Assay_Tensorboard_Summary.Value {
        var value = Assay_Tensorboard_Summary.Value()
        value.tag = tag
        value.simpleValue = Float(number)
        return value
    }

    /// Shown as Markdown: inside a fence, longer than any in the text, it stays as it is.
    private static func text(_ text: String, tag: String) -> Assay_Tensorboard_Summary.Value {
        var fence = "```"
        while text.contains(fence) { fence += "`" }
        var shape = Assay_Tensorboard_TensorShape()
        shape.dim = [.with { $0.size = 1 }]
        var value = Assay_Tensorboard_Summary.Value()
        value.tag = tag + "/text_summary"
        value.metadata = metadata(plugin: "text", content: Data())
        value.tensor = .with { tensor in
            tensor.dtype = .dtString
            tensor.tensorShape = shape
            tensor.stringVal = [Data("\(fence)yaml\n\(text)\n\(fence)".utf8)]
        }
        return value
    }

    /// The data stand in the metadata; the value itself is an empty tensor.
    private static func hparams(
        _ data: Assay_Tensorboard_HParamsData, tag: String
    ) -> Assay_Tensorboard_Summary.Value {
        var value = Assay_Tensorboard_Summary.Value()
        value.tag = tag
        value.metadata = metadata(plugin: "hparams", content: encoded(data))
        value.tensor = .with { tensor in
            tensor.dtype = .dtFloat
            tensor.tensorShape.dim = [.with { $0.size = 0 }]
        }
        return value
    }

    private static func metadata(plugin: String, content: Data) -> Assay_Tensorboard_SummaryMetadata {
        .with { metadata in
            metadata.pluginData.pluginName = plugin
            metadata.pluginData.content = content
            metadata.dataClass = .tensor
        }
    }

    private static func record(_ event: Assay_Tensorboard_Event) -> Data {
        EventRecord.framed(encoded(event))
    }

    /// Encoding fails for messages with missing required fields or invalid text only; ours have neither.
    private static func encoded(_ message: some SwiftProtobuf.Message) -> Data {
        var options = BinaryEncodingOptions()
        // Maps in the order of their keys: the same run gives the same bytes.
        options.useDeterministicOrdering = true
        return (try? message.serializedData(partial: true, options: options)) ?? Data()
    }
}

extension RunTime {
    package var secondsSince1970: Double { Double(milliseconds) / 1000 }
}
