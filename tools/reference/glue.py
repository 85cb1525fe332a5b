"""The folder glue_features: examples and features of the GLUE tasks' files, and records."""

import contextlib
import os
import random
import shutil
import tempfile

from reference.original import replaced, tf
from reference.texts import Words

TASKS = ["cola", "mnli", "mrpc", "qnli", "qqp", "rte", "sst", "sts"]
LENGTH = 32
SHUFFLE_SEED = 3


def dump(bundle, source):
    data = bundle.path("glue_features", "data", "finetuning_data", "")
    invent(Words(source.seed + 1, source.vocab_file), data)
    work = tempfile.mkdtemp(prefix="electra-glue-")
    try:
        shutil.copyfile(source.vocab_file, os.path.join(work, "vocab.txt"))
        os.symlink(os.path.abspath(data), os.path.join(work, "finetuning_data"))
        for task in TASKS:
            _dump_task(bundle, work, task, True, task)
        for task in ("mrpc", "sts"):
            _dump_task(bundle, work, task, False, task + "_not_doubled")
        _dump_records(bundle, work, ["mrpc"], 4)
        _dump_records(bundle, work, ["cola", "sts"], 8)
    finally:
        shutil.rmtree(work)


def _config(work, tasks, **hparams):
    import configure_finetuning
    return configure_finetuning.FinetuningConfig(
        "tiny", work, task_names=tasks, max_seq_length=LENGTH, **hparams)


def _dump_task(bundle, work, name, doubled, title):
    from finetune import task_builder
    from util import utils

    bundle.log("glue_features/" + title)
    config = _config(work, [name], double_unordered=doubled)
    task = task_builder.get_tasks(config)[0]
    splits = {}
    test_splits = task.get_test_splits()
    for split in ["train", "dev"] + test_splits:
        log = []
        with replaced(utils, "log", lambda *words: log.append(" ".join(map(str, words)))):
            examples = task.get_examples(split)
        rows = []
        for example in examples:
            try:
                features = task.featurize(example, split == "train")
            except (KeyError, ValueError, AssertionError) as e:
                raise SystemExit("%s, %s: %r" % (name, split, e))
            rows.append({"eid": example.eid, "text_a": example.text_a, "text_b": example.text_b,
                         "label": example.label, "features": features})
        splits[split] = {"n_examples": len(rows), "log": log, "examples": rows}
    bundle.json("glue_features/%s.json" % title, {
        "task": name, "double_unordered": doubled, "max_seq_length": LENGTH,
        "label_list": getattr(task, "_label_list", None), "test_splits": test_splits,
        "feature_specs": [{"name": s.name, "shape": list(s.shape), "int": s.is_int_feature}
                          for s in task.get_feature_specs()],
        "splits": splits})


def _dump_records(bundle, work, names, batch_size):
    from finetune import feature_spec, preprocessing, task_builder
    from util import utils

    title = "_".join(names)
    bundle.log("glue_features/tfrecords/" + title)
    folder = bundle.path("glue_features", "tfrecords", title, "")
    config = _config(work, names, train_batch_size=batch_size, eval_batch_size=batch_size)
    config.preprocessed_data_dir = folder
    before = feature_spec.FeatureSpec.get_default_values

    def plain_defaults(spec):
        # Present protobuf refuses an array of no dimensions.
        values = before(spec)
        return float(values) if not spec.is_int_feature and values.ndim == 0 else values

    with contextlib.ExitStack() as stack:
        stack.enter_context(replaced(utils, "log", lambda *words: None))
        stack.enter_context(
            replaced(feature_spec.FeatureSpec, "get_default_values", plain_defaults))
        with tf.Graph().as_default():
            tasks = task_builder.get_tasks(config)
            preprocessor = preprocessing.Preprocessor(config, tasks)
            random.seed(SHUFFLE_SEED)
            _, train_steps = preprocessor.prepare_train()
            _, dev_steps = preprocessor.prepare_predict([tasks[0]], "dev")
    rows = []
    for file in sorted(f for f in os.listdir(folder) if f.endswith(".tfrecord")):
        for number, record in enumerate(tf.python_io.tf_record_iterator(folder + file)):
            rows.append({"file": file, "record": number, "features": _features(record)})
    bundle.json("glue_features/tfrecords/%s.json" % title, rows)
    bundle.json("glue_features/tfrecords/%s_meta.json" % title, {
        "task_names": names, "train_batch_size": batch_size,
        "num_train_epochs": config.num_train_epochs, "train_steps": train_steps,
        "dev_steps": dev_steps, "shuffle_seed": SHUFFLE_SEED,
        "note": "examples are shuffled with python's random.shuffle, seeded with %d just before"
                % SHUFFLE_SEED})


def _features(record):
    features = tf.train.Example.FromString(record).features.feature
    return {name: list(features[name].int64_list.value or features[name].float_list.value)
            for name in sorted(features)}


INDEX_AND_TEXTS = ["index", "sentence1", "sentence2"]
QUESTION = ["index", "question", "sentence"]
PARAPHRASE = ["#1 ID", "#2 ID", "#1 String", "#2 String"]
QUORA = ["id", "qid1", "qid2", "question1", "question2", "is_duplicate"]
SIMILARITY = ["index", "genre", "filename", "year", "old_index", "source1", "source2",
              "sentence1", "sentence2"]
INFERENCE = ["index", "promptID", "pairID", "genre", "sentence1_binary_parse",
             "sentence2_binary_parse", "sentence1_parse", "sentence2_parse", "sentence1", "sentence2"]


def invent(words, data):
    """Files in the column layouts of GLUE, with some rows that lack columns."""
    draw = words.random

    def pair(label, columns, first, second, at):
        row = ["x%d" % draw.randint(0, 999) for _ in range(columns)]
        row[first], row[second], row[at] = words.sentence(), words.sentence(), label()
        return row

    def table(header, row, count, cut=True):
        rows = [header] if header else []
        rows += [row() for _ in range(count)]
        if cut and count > 4:
            rows[draw.randrange(2, len(rows))] = ["too", "few"][:draw.randint(1, 2)]
        return rows

    def write(task, split, rows):
        path = os.path.join(data, task, split + ".tsv")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as out:
            out.write("".join("\t".join(row) + "\n" for row in rows))

    binary = lambda: str(draw.randint(0, 1))
    entails = lambda: draw.choice(["entailment", "not_entailment"])
    three = lambda: draw.choice(["contradiction", "entailment", "neutral"])
    score = lambda: "%.3f" % draw.uniform(0, 5)
    for split, count in (("train", 9), ("dev", 4)):
        write("cola", split, table(
            None, lambda: ["src", binary(), "*", words.sentence()], count))
        write("mrpc", split, table(
            ["Quality"] + PARAPHRASE,
            lambda: pair(binary, 5, 3, 4, 0), count))
        write("sst", split, table(
            ["sentence", "label"], lambda: [words.sentence(), binary()], count, False))
        write("qqp", split, table(QUORA, lambda: pair(binary, 6, 3, 4, 5), count))
        write("rte", split, table(INDEX_AND_TEXTS + ["label"], lambda: pair(entails, 4, 1, 2, 3), count))
        write("qnli", split, table(QUESTION + ["label"], lambda: pair(entails, 4, 1, 2, 3), count))
        write("sts", split, table(SIMILARITY + ["score"], lambda: pair(score, 10, 7, 8, 9), count))
        write("mnli", split if split == "train" else "dev_matched", table(
            INFERENCE + ["label1", "gold_label"], lambda: pair(three, 12, 8, 9, 11), count, False))
    write("mnli", "dev_mismatched", table(
        INFERENCE + ["label%d" % i for i in range(1, 6)] + ["gold_label"],
        lambda: pair(three, 16, 8, 9, 15), 3))
    for split in ("test_matched", "test_mismatched"):
        write("mnli", split, table(INFERENCE, lambda: pair(three, 10, 8, 9, 7), 3))
    write("mnli", "diagnostic", table(INDEX_AND_TEXTS + ["label"], lambda: pair(three, 4, 1, 2, 3), 3))
    write("cola", "test", table(["index", "sentence"], lambda: ["1", words.sentence()], 3))
    write("sst", "test", table(["index", "sentence"], lambda: ["1", words.sentence()], 3))
    write("mrpc", "test", table(["index"] + PARAPHRASE, lambda: pair(binary, 5, 3, 4, 0), 3))
    write("qqp", "test", table(["id", "question1", "question2"], lambda: pair(binary, 3, 1, 2, 0), 3))
    write("rte", "test", table(INDEX_AND_TEXTS, lambda: pair(entails, 3, 1, 2, 0), 3))
    write("qnli", "test", table(QUESTION, lambda: pair(entails, 3, 1, 2, 0), 3))
    write("sts", "test", table(SIMILARITY, lambda: pair(score, 9, 7, 8, 0), 3))
