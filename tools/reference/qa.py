"""The folder qa: features of question answering, and forward passes of tiny models with its heads."""

import json
import os
import shutil
import tempfile

import numpy as np

from reference import models, tiny
from reference.bundle import variable_rows
from reference.original import replaced, session, tf
from reference.texts import Words

SIZES = {"max_seq_length": 64, "doc_stride": 20, "max_query_length": 16}
HEADS = {
    "squad_joint": ("squad", {}),
    "squad_not_joint": ("squad", {"joint_prediction": False}),
    "squad_joint_plain_answerable": ("squad", {"answerable_uses_start_logits": False}),
    "squadv1_not_joint_no_answerable": (
        "squadv1", {"joint_prediction": False, "answerable_classifier": False}),
}
SETTINGS = ("joint_prediction", "answerable_classifier", "answerable_weight",
            "answerable_uses_start_logits", "beam_size", "max_seq_length")


def dump(bundle, source):
    data = bundle.path("qa", "data", "")
    words = Words(source.seed + 4, source.vocab_file)
    for task in ("squad", "squadv1"):
        for split, count in (("train", 4), ("dev", 2)):
            _write(os.path.join(data, task, split + ".json"), json.dumps(
                {"data": [{"title": "invented", "paragraphs": [
                    _paragraph(words, task == "squad") for _ in range(count)]}]}))
    for split, count in (("train", 4), ("dev", 2)):
        lines = [json.dumps({"header": {"dataset": "invented", "split": split}})]
        lines += [json.dumps(_mrqa(words)) for _ in range(count)]
        _write(os.path.join(data, "newsqa", split + ".jsonl"), "\n".join(lines) + "\n")
    work = tempfile.mkdtemp(prefix="electra-qa-")
    try:
        os.symlink(os.path.abspath(data), os.path.join(work, "finetuning_data"))
        shutil.copyfile(source.vocab_file, os.path.join(work, "vocab.txt"))
        for task in ("squad", "squadv1", "newsqa"):
            _dump_features(bundle, work, task)
    finally:
        shutil.rmtree(work)
    for head, (task, options) in HEADS.items():
        for mode in ("train", "eval"):
            bundle.log("qa/model/%s_%s" % (head, mode))
            _dump_model(bundle, source, head, task, options, mode == "train")


def _write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def _context(words):
    return " ".join(words.sentence() for _ in range(words.random.randint(3, 14)))


def _answer(words, context):
    """Some words of the text, at times without the punctuation at their end."""
    starts = [0] + [i + 1 for i, c in enumerate(context) if c == " "]
    start = words.random.choice(starts)
    parts = context[start:].split(" ")[:words.random.randint(1, 4)]
    text = " ".join(parts)
    stripped = text.rstrip(".,;!?")
    return start, stripped if stripped and words.random.random() < 0.7 else text


def _paragraph(words, v2):
    context = _context(words)
    questions = []
    for number in range(words.random.randint(2, 5)):
        start, text = _answer(words, context)
        question = {"id": "q%d-%d" % (number, words.random.randint(0, 10**9)),
                    "question": words.sentence(20).rstrip(".!") + "?",
                    "answers": [{"text": text, "answer_start": start}]}
        if v2:
            question["is_impossible"] = words.random.random() < 0.3
            if question["is_impossible"]:
                question["answers"] = []
        questions.append(question)
    return {"context": context, "qas": questions}


def _mrqa(words):
    context = _context(words)
    questions = []
    for _ in range(3):
        start, text = _answer(words, context)
        questions.append({
            "qid": "n%d" % words.random.randint(0, 10**9), "question": words.sentence(),
            "answers": [text],
            "detected_answers": [{"text": text, "char_spans": [[start, start + len(text) - 1]]}]})
    return {"context": context, "qas": questions}


def _dump_features(bundle, work, name):
    import configure_finetuning
    from finetune import task_builder
    from util import utils

    config = configure_finetuning.FinetuningConfig("tiny", work, task_names=[name], **SIZES)
    task = task_builder.get_tasks(config)[0]
    for split in ("train", "dev"):
        bundle.log("qa/features/%s_%s" % (name, split))
        log = []
        with replaced(utils, "log", lambda *words: log.append(" ".join(map(str, words)))):
            examples = task.get_examples(split)
        rows = []
        for example in examples:
            training = split == "train"
            features = task.featurize(example, training, False, not training)
            fields = {k: v for k, v in example.__dict__.items() if k != "task_name"}
            rows.append({"example": fields, "features": features})
        bundle.json("qa/features/%s_%s_features.json" % (name, split), rows)
        bundle.json("qa/features/%s_%s_meta.json" % (name, split), dict(
            SIZES, log=log, n_examples=len(examples),
            n_features=sum(len(r["features"]) for r in rows)))


def _dump_model(bundle, source, head, name, options, training):
    import configure_finetuning
    import run_finetuning
    from finetune import feature_spec, task_builder

    work = tiny.data_dir()
    with tf.Graph().as_default(), session(source.threads) as sess:
        config = configure_finetuning.FinetuningConfig(
            "tiny", work, task_names=[name], beam_size=5, **tiny.HPARAMS, **options)
        task = task_builder.get_tasks(config)[0]
        size = config.train_batch_size
        specs = feature_spec.get_shared_feature_specs(config) + task.get_feature_specs()
        places = {s.name: tf.placeholder(tf.int32 if s.is_int_feature else tf.float32,
                                         [size] + list(s.shape)) for s in specs}
        model = run_finetuning.FinetuningModel(config, [task], training, places, 1)
        variables = tf.trainable_variables()
        norm = tf.global_norm([g for g in tf.gradients(model.loss, variables) if g is not None])
        models.initialize(sess, variables, source.seed)
        batch = _batch(np.random.RandomState([source.seed, 4]), name, size, config.max_seq_length)
        outputs, loss, norm = sess.run([model.outputs[name], model.loss, norm],
                                       {places[k]: v for k, v in batch.items()})
        checkpoint = head + "_train_init.ckpt"
        if training:
            step = tf.train.get_or_create_global_step()
            bundle.checkpoint("qa/model/" + checkpoint, sess, variables + [step])
        title = "qa/model/%s_%s" % (head, "train" if training else "eval")
        bundle.npz(title + ".npz", {
            **{"features/" + k: v for k, v in batch.items()},
            **{"outputs/" + k: v for k, v in outputs.items()}})
        bundle.json(title + ".json", {
            "task": name, "is_training": training, "loss": loss, "global_norm": norm,
            "config": {k: getattr(config, k) for k in SETTINGS},
            "bert_config": model.bert_config.to_dict(), "embedding_size": config.embedding_size,
            "checkpoint": checkpoint, "variables": variable_rows(variables)})
    shutil.rmtree(work)


def _batch(rng, name, size, length):
    """A question and a text a row, some rows without an answer (positions 0)."""
    batch = tiny.batch(rng, size, length)
    starts, ends = np.zeros(size, np.int32), np.zeros(size, np.int32)
    for row in range(size):
        used = int(batch["input_mask"][row].sum())
        middle = max(2, used // 3)
        batch["segment_ids"][row] = 0
        batch["segment_ids"][row, middle + 1:used] = 1
        batch["input_ids"][row, middle] = 3
        if row % 3 != 1:
            starts[row] = rng.randint(middle + 1, used - 1)
            ends[row] = rng.randint(starts[row], min(starts[row] + 4, used - 1))
    batch["task_id"] = np.zeros(size, np.int32)
    batch[name + "_eid"] = 1000 * np.arange(size, dtype=np.int32)
    batch[name + "_start_positions"], batch[name + "_end_positions"] = starts, ends
    batch[name + "_is_impossible"] = (starts == 0).astype(np.int32)
    return batch
