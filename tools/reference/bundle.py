"""Writes the files of a bundle: arrays, JSON and checkpoints."""

import hashlib
import json
import math
import os
import platform
import sys
import time

import numpy as np

from reference.original import tf
import tensorflow

FORMAT = "electra4j-reference"
VERSION = 1


def plain(value):
    """Numbers of NumPy as Python's; NaN and infinities as the strings that the README names."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return value


def write_json(path, value):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="ascii") as out:
        json.dump(plain(value), out, indent=1)
        out.write("\n")


def config_fields(config):
    """The fields of a configuration that are no paths of this machine."""
    paths = ("pretrain_tfrecords", "vocab_file", "model_dir", "results_txt", "results_pkl")
    return {k: v for k, v in config.__dict__.items()
            if k not in paths and isinstance(v, (bool, int, float, str, dict, type(None)))}


def variable_rows(variables):
    return [{"name": v.op.name, "shape": v.shape.as_list(), "dtype": v.dtype.base_dtype.name}
            for v in variables]


class Bundle:
    """A directory of recorded cases."""

    def __init__(self, root, about, max_array_bytes):
        self.root = root
        self.about = about
        self.max_array_bytes = max_array_bytes
        self.arrays = {}
        self.start = time.time()
        if os.path.exists(root) and os.listdir(root):
            sys.exit("%s: is not empty, expected a new directory for the bundle" % root)
        os.makedirs(root, exist_ok=True)

    def log(self, text):
        print("%6.1fs  %s" % (time.time() - self.start, text), flush=True)

    def path(self, *parts):
        path = os.path.join(self.root, *parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def json(self, name, value):
        write_json(self.path(name), value)

    def fits(self, shape):
        """Whether an array of 4-byte elements is small enough to be stored."""
        return 4 * int(np.prod(shape)) <= self.max_array_bytes

    def npz(self, name, arrays):
        """Only float32 and int32, stored and not compressed."""
        kept = {}
        for key, value in arrays.items():
            value = np.asarray(value)
            kept[key] = np.ascontiguousarray(
                value.astype("<f4" if value.dtype.kind == "f" else "<i4"))
            if kept[key].shape != value.shape:
                kept[key] = kept[key].reshape(value.shape)
        with open(self.path(name), "wb") as out:
            np.savez(out, **kept)
        self.arrays[name] = {k: "%s %s" % (v.dtype.name, list(v.shape)) for k, v in kept.items()}

    def checkpoint(self, name, sess, variables):
        tf.train.Saver(variables, write_version=tf.train.SaverDef.V2).save(
            sess, self.path(name), write_meta_graph=False, write_state=False)

    def finish(self, folders, checkpoint):
        self.json("arrays.json", self.arrays)
        self.json("bundle.json", {
            "format": FORMAT,
            "version": VERSION,
            "made_with": dict(self.about, tensorflow=tensorflow.__version__,
                              python=platform.python_version(), numpy=np.__version__),
            "checkpoint": about_checkpoint(checkpoint),
            "precision": "fp32",
            "folders": folders,
        })
        self.log("wrote " + self.root)


def about_checkpoint(prefix):
    """How to know the weights that a bundle of real size begins with."""
    if prefix is None:
        return None
    with open(prefix + ".index", "rb") as index:
        digest = hashlib.sha256(index.read()).hexdigest()
    return {"name": os.path.basename(prefix), "index_sha256": digest,
            "tensors": len(tf.train.list_variables(prefix))}
