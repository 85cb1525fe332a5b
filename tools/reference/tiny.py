"""Tiny models and batches, drawn from a seed."""

import os
import tempfile
import zlib

import numpy as np

VOCABULARY = 200
HPARAMS = {
    "vocab_size": VOCABULARY, "embedding_size": 16, "max_seq_length": 32,
    "train_batch_size": 4, "eval_batch_size": 4,
    "model_hparam_overrides": {
        "hidden_size": 32, "num_hidden_layers": 3, "num_attention_heads": 4,
        "intermediate_size": 64, "max_position_embeddings": 64,
        "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0,
    },
}
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
FREQUENT = list(range(5, 13))


def tokens():
    return SPECIAL + ["tok%03d" % i for i in range(len(SPECIAL), VOCABULARY)]


def data_dir():
    """A new data folder with nothing but the tiny vocabulary."""
    folder = tempfile.mkdtemp(prefix="electra-tiny-")
    with open(os.path.join(folder, "vocab.txt"), "w") as out:
        out.write("\n".join(tokens()) + "\n")
    return folder


def weights(name, shape, seed):
    """Values far from the default initialisation; equal for equal names, shapes and seeds."""
    key = zlib.crc32(("%s %s" % (name, list(shape))).encode()) & 0xFFFFFFFF
    rng = np.random.RandomState([key, seed & 0xFFFFFFFF])
    if name.endswith("gamma"):
        values = 1 + 0.25 * rng.uniform(-1, 1, shape)
    elif name.endswith(("beta", "bias")):
        values = 0.2 * rng.uniform(-1, 1, shape)
    elif "_embeddings" in name:
        values = 0.5 * rng.normal(size=shape)
    else:
        values = 0.8 / np.sqrt(shape[0]) * rng.normal(size=shape)
    if name.endswith("output_bias") and shape[0] == VOCABULARY:
        values[FREQUENT] += 3.0
    return values.astype(np.float32)


def batch(rng, size, length):
    """Token ids of one or two segments with [CLS], [SEP] and padding; shapes [size, length]."""
    ids = np.zeros((size, length), np.int32)
    mask = np.zeros_like(ids)
    segments = np.zeros_like(ids)
    for row in range(size):
        used = int(rng.randint(length // 3, length + 1))
        words = np.where(rng.uniform(size=used) < 0.7, rng.choice(FREQUENT, used),
                         rng.randint(len(SPECIAL), VOCABULARY, used))
        ids[row, :used] = words
        ids[row, 0], ids[row, used - 1] = 2, 3
        mask[row, :used] = 1
        if rng.uniform() < 0.6:
            middle = int(rng.randint(2, used - 2))
            ids[row, middle] = 3
            segments[row, middle + 1:used] = 1
    return {"input_ids": ids, "input_mask": mask, "segment_ids": segments}
