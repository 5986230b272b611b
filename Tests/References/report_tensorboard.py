"""What TensorBoard's own reader finds in a folder of event files, as JSON: scalars, texts, histograms, HParams.

Run: python report_tensorboard.py FOLDER   (with the package `tensorboard`, written for 2.21)
"""

import json
import sys

from tensorboard.backend.event_processing import event_accumulator
from tensorboard.plugins.hparams import metadata, plugin_data_pb2


def main(folder):
    reader = event_accumulator.EventAccumulator(folder, size_guidance={event_accumulator.TENSORS: 0, event_accumulator.HISTOGRAMS: 0})
    reader.Reload()
    found = {"scalars": {}, "texts": {}, "histograms": {}, "hparams": {}, "status": None}
    for tag in reader.Tags()["scalars"]:
        found["scalars"][tag] = [[e.step, e.value] for e in reader.Scalars(tag)]
    for tag in reader.Tags()["histograms"]:
        for event in reader.Histograms(tag):
            histogram = event.histogram_value
            found["histograms"].setdefault(tag, []).append(
                [event.step, histogram.min, histogram.max, histogram.num, list(histogram.bucket)])
    for tag in reader.Tags()["tensors"]:
        plugin = reader.SummaryMetadata(tag).plugin_data
        if plugin.plugin_name == "text":
            found["texts"][tag] = [t.tensor_proto.string_val[0].decode() for t in reader.Tensors(tag)]
    for tag, content in reader.PluginTagToContent("hparams").items():
        data = plugin_data_pb2.HParamsPluginData.FromString(content)
        if tag == metadata.SESSION_START_INFO_TAG:
            for name, value in data.session_start_info.hparams.items():
                found["hparams"][name] = getattr(value, value.WhichOneof("kind"))
        elif tag == metadata.SESSION_END_INFO_TAG:
            found["status"] = data.session_end_info.status
    json.dump(found, sys.stdout)


main(sys.argv[1])
