#!/usr/bin/env python3
"""Loads a SavedModel that `electra convert-checkpoint --format savedmodel` wrote with Python's TensorFlow.

    pip install tensorflow
    tools/check_savedmodel.py DIRECTORY [--expected EXPECTED.npz]

Prints the signatures, calls each with the TensorFlow 2 loader, loads it with the TensorFlow 1 loader too
(TensorFlow Serving's way), and with --expected compares the logits with those of a recording of the
original (see check_conversion.py).
"""

import argparse
import sys

import numpy as np


def main():
    import tensorflow as tf

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--expected")
    args = parser.parse_args()
    model = tf.saved_model.load(args.directory)
    data = np.load(args.expected) if args.expected else None
    inputs = features(data)
    outputs = {}
    for name, function in sorted(model.signatures.items()):
        outputs[name] = {k: v.numpy() for k, v in function(**{k: tf.constant(v) for k, v in inputs.items()}).items()}
        print(name, {k: v.shape for k, v in outputs[name].items()})
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        meta = tf.compat.v1.saved_model.load(session, ["serve"], args.directory)
        signature = meta.signature_def["serving_default"]
        feeds = {signature.inputs[k].name: v for k, v in inputs.items()}
        for key, info in signature.outputs.items():
            values = session.run(info.name, feeds)
            if not np.allclose(values, outputs["serving_default"][key], rtol=0, atol=1e-5):
                sys.exit(f"the two loaders differ in {key}")
    print("the TensorFlow 1 loader gives the same")
    if data is not None:
        compare(outputs["serving_default"], data)


def features(data):
    if data is None:
        ids = np.array([[2, 5, 6, 3, 0], [2, 7, 3, 0, 0]], np.int32)
        return {"input_ids": ids, "input_mask": (ids > 0).astype(np.int32), "segment_ids": 0 * ids}
    prefix = "held/features/" if "held/features/input_ids" in data.files else "features/"
    ids = data["fake/input_ids"] if prefix == "features/" else data[prefix + "input_ids"]
    return {"input_ids": ids, "input_mask": data[prefix + "input_mask"], "segment_ids": data[prefix + "segment_ids"]}


def compare(outputs, data):
    key = "logits" if "logits" in outputs else "predictions"
    name = next(n for n in data.files if n == "disc/logits" or (n.startswith("held/") and n.endswith("/" + key)))
    difference = float(np.abs(outputs[key] - data[name]).max())
    print(f"{name}: largest difference {difference:.3g}")
    if not difference <= 1e-5:
        sys.exit("more than 1e-5")


if __name__ == "__main__":
    main()
