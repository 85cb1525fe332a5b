#!/usr/bin/env python3
"""Checks converted checkpoints with the libraries that others load them with.

    pip install "transformers==4.46.*" torch safetensors      (and tensorflow for --tensorflow)
    tools/check_conversion.py HF_DIR [--expected EXPECTED.npz] [--tensorflow PREFIX]

Loads HF_DIR (a directory that `electra convert-checkpoint --format hf` wrote) with the class that its
config.json names, fails on any missing or unexpected weight, loads both tokenizers and compares them,
and runs the model. With --expected it compares the outputs with arrays of that file: inputs are
features/input_ids (or fake/input_ids, masked/input_ids), features/input_mask and features/segment_ids,
outputs disc/logits or mlm/logits, or those of a fine-tuning run under held/, as in the recordings of the original that the tests use. With
--tensorflow it reads a TensorFlow checkpoint and compares its weights with those of HF_DIR.
"""

import argparse
import json
import pathlib
import sys

import numpy as np


def load(directory):
    import transformers

    name = json.loads((directory / "config.json").read_text())["architectures"][0]
    model, info = getattr(transformers, name).from_pretrained(directory, output_loading_info=True)
    problems = {k: v for k, v in info.items() if v}
    if problems:
        sys.exit(f"{directory}: {name} does not load cleanly: {problems}")
    print(f"{directory}: {name} loads, {sum(p.numel() for p in model.parameters())} parameters")
    return name, model.eval()


def check_tokenizers(directory):
    import transformers

    if not (directory / "vocab.txt").exists():
        print("no tokenizer")
        return
    slow = transformers.ElectraTokenizer.from_pretrained(directory)
    fast = transformers.ElectraTokenizerFast.from_pretrained(directory)
    texts = ["tok005 tok006, tok199!", "Ein Caf\u00e9 \u4e2d\u6587 [MASK] x" * 3, ""]
    for text in texts:
        for pair in (None, "tok007"):
            a, b = slow(text, pair), fast(text, pair)
            if a["input_ids"] != b["input_ids"] or a["token_type_ids"] != b["token_type_ids"]:
                sys.exit(f"slow and fast tokenizer differ on {text!r}: {a} {b}")
    print(f"tokenizers agree ({len(slow)} tokens)")


def run(model, ids, data, features):
    import torch

    with torch.no_grad():
        return model(
            input_ids=torch.tensor(ids, dtype=torch.long),
            attention_mask=torch.tensor(data[features + "input_mask"], dtype=torch.long),
            token_type_ids=torch.tensor(data[features + "segment_ids"], dtype=torch.long),
        ).logits.numpy()


def check_outputs(name, model, file):
    data = np.load(file)
    if name == "ElectraForSequenceClassification":
        task = next(k.split("/")[2] for k in data.files if k.startswith("held/outputs/"))
        outputs = f"held/outputs/{task}/"
        expected = data[outputs + ("logits" if outputs + "logits" in data.files else "predictions")]
        logits = run(model, data["held/features/input_ids"], data, "held/features/")
        compare(f"{task} logits", logits.reshape(expected.shape), expected)
        return
    is_generator = name == "ElectraForMaskedLM"
    ids = data["masked/input_ids" if is_generator else "fake/input_ids"]
    logits = run(model, ids, data, "features/")
    if is_generator:
        positions = data["masked/masked_lm_positions"]
        logits = np.take_along_axis(logits, positions[..., None], axis=1)
    compare("logits", logits, data["mlm/logits" if is_generator else "disc/logits"])


def compare(what, ours, expected, tolerance=1e-5):
    scale = max(1.0, float(np.abs(expected).max()))
    difference = float(np.abs(ours - expected).max())
    print(f"{what}: largest difference {difference:.3g}, largest value {scale:.3g}")
    if not difference <= tolerance * scale:
        sys.exit(f"{what} differ by more than {tolerance} of the largest value")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("hf_dir", type=pathlib.Path)
    parser.add_argument("--expected", type=pathlib.Path)
    parser.add_argument("--tensorflow", help="prefix of a TensorFlow checkpoint with the same weights")
    args = parser.parse_args()
    name, model = load(args.hf_dir)
    check_tokenizers(args.hf_dir)
    if args.expected:
        check_outputs(name, model, args.expected)
    if args.tensorflow:
        check_tensorflow(name, model, args.tensorflow)


def check_tensorflow(name, model, prefix):
    import tensorflow as tf

    reader = tf.train.load_checkpoint(prefix)
    scope = "generator" if name == "ElectraForMaskedLM" else "electra"
    kernels = 0
    for key, value in model.state_dict().items():
        if not key.startswith("electra.encoder.") or not key.endswith(".weight"):
            continue
        variable = key.replace("electra.encoder.layer.", f"{scope}/encoder/layer_").replace(".", "/")
        norm = "LayerNorm" in key
        variable = variable[: -len("weight")] + ("gamma" if norm else "kernel")
        expected = reader.get_tensor(variable)
        if not np.array_equal(value.numpy() if norm else value.numpy().T, expected):
            sys.exit(f"{key} is not {variable}")
        kernels += 1
    print(f"{prefix}: TensorFlow reads it, {kernels} encoder weights are equal")


if __name__ == "__main__":
    main()
