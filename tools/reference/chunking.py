"""The folder chunking: features of CoNLL files, and a forward pass of a tiny tagger."""

import os
import shutil
import tempfile

import numpy as np

from reference import models, tiny
from reference.bundle import variable_rows
from reference.original import session, tf
from reference.texts import Words

LENGTHS = (16, 32, 64)
CHUNKS = ["NP", "VP", "PP", "ADVP"]


def dump(bundle, source):
    bundle.log("chunking")
    data = bundle.path("chunking", "data", "")
    words = Words(source.seed + 3, source.vocab_file)
    for split, count in (("train", 12), ("dev", 5), ("test", 3)):
        with open(data + split + ".txt", "w", encoding="utf-8") as out:
            out.write("-DOCSTART- -X- O\n\n" + "\n".join(_sentence(words) for _ in range(count)))
    work = tempfile.mkdtemp(prefix="electra-chunk-")
    try:
        os.makedirs(os.path.join(work, "finetuning_data"))
        os.symlink(os.path.abspath(data), os.path.join(work, "finetuning_data", "chunk"))
        shutil.copyfile(source.vocab_file, os.path.join(work, "vocab.txt"))
        for length in LENGTHS:
            _dump_features(bundle, work, length)
        _dump_model(bundle, source, work)
    finally:
        shutil.rmtree(work)


def _sentence(words):
    """Lines of a word, a part of speech and a chunk tag, with an empty line after the last."""
    lines = []
    for _ in range(words.random.randint(1, 6)):
        chunk = words.random.choice(CHUNKS)
        for i in range(words.random.randint(1, 4)):
            lines.append("%s XX %s-%s" % (words.word(), "I" if i else "B", chunk))
        if words.random.random() < 0.4:
            lines.append("%s XX O" % words.random.choice([",", "and", "naïve", "so-called"]))
    return "".join(line + "\n" for line in lines)


def _task(work, length, **hparams):
    import configure_finetuning
    from finetune import task_builder

    config = configure_finetuning.FinetuningConfig(
        "tiny", work, task_names=["chunk"], max_seq_length=length, **hparams)
    return config, task_builder.get_tasks(config)[0]


def _dump_features(bundle, work, length):
    from finetune.tagging import tagging_tasks

    _, task = _task(work, length)
    for split in ("train", "dev", "test"):
        rows = []
        for example in task.get_examples(split):
            rows.append({
                "eid": example.eid, "words": list(example.words), "label_ids": example.labels,
                "tokens_per_word": tagging_tasks.tokenize_and_align(task._tokenizer, example.words),
                "features": task.featurize(example, split == "train")})
        bundle.json("chunking/features_len_%d_%s.json" % (length, split), rows)
    bundle.json("chunking/label_mapping.json", task._get_label_mapping())
    if length == 32:
        bundle.json("chunking/feature_specs.json",
                    [{"name": s.name, "shape": list(s.shape), "int": s.is_int_feature}
                     for s in task.get_feature_specs()])


def _dump_model(bundle, source, work):
    from finetune import feature_spec
    import run_finetuning

    with tf.Graph().as_default(), session(source.threads) as sess:
        hparams = dict(tiny.HPARAMS)
        config, task = _task(work, hparams.pop("max_seq_length"), **hparams)
        size = config.train_batch_size
        specs = feature_spec.get_shared_feature_specs(config) + task.get_feature_specs()
        places = {s.name: tf.placeholder(tf.int32 if s.is_int_feature else tf.float32,
                                         [size] + list(s.shape)) for s in specs}
        model = run_finetuning.FinetuningModel(config, [task], False, places, 1)
        variables = tf.trainable_variables()
        norm = tf.global_norm([g for g in tf.gradients(model.loss, variables) if g is not None])
        models.initialize(sess, variables, source.seed)
        classes = len(task._get_label_mapping())
        batch = _batch(np.random.RandomState([source.seed, 3]), size, config.max_seq_length,
                       classes)
        outputs, loss, norm = sess.run([model.outputs["chunk"], model.loss, norm],
                                       {places[k]: v for k, v in batch.items()})
        scorer = task.get_scorer()
        for row in range(size):
            scorer.update({k: v[row] for k, v in outputs.items()})
        step = tf.train.get_or_create_global_step()
        bundle.checkpoint("chunking/init.ckpt", sess, variables + [step])
        bundle.npz("chunking/model.npz", {
            **{"features/" + k: v for k, v in batch.items()},
            **{"outputs/" + k: v for k, v in outputs.items()}})
        bundle.json("chunking/model.json", {
            "loss": loss, "global_norm": norm, "bert_config": model.bert_config.to_dict(),
            "embedding_size": config.embedding_size, "n_classes": classes,
            "scorer_results": dict(scorer.get_results()), "variables": variable_rows(variables)})


def _batch(rng, size, length, classes):
    batch = tiny.batch(rng, size, length)
    for name in ("labels", "labeled_positions"):
        batch["chunk_" + name] = np.zeros([size, length], np.int32)
    batch["chunk_labels_mask"] = np.zeros([size, length], np.float32)
    for row in range(size):
        used = int(batch["input_mask"][row].sum())
        positions = np.sort(rng.choice(np.arange(1, used - 1), max(1, used // 2), replace=False))
        batch["chunk_labeled_positions"][row, :len(positions)] = positions
        batch["chunk_labels"][row, :len(positions)] = rng.randint(0, classes, len(positions))
        batch["chunk_labels_mask"][row, :len(positions)] = 1
    batch["task_id"] = np.zeros(size, np.int32)
    batch["chunk_eid"] = np.arange(size, dtype=np.int32)
    return batch
