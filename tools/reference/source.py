"""What the cases are made of: configuration, weights and batches, tiny or of real size."""

import glob
import json
import os
import sys

import numpy as np

from reference import tiny
from reference.original import tf

# Hyper-parameters that belong to updates and files, not to the model.
NOT_THE_MODEL = ("learning_rate", "num_train_steps", "num_warmup_steps", "lr_decay_power",
                 "weight_decay_rate", "mask_prob", "embedding_size", "model_hparam_overrides",
                 "vocab_size", "max_seq_length", "train_batch_size", "eval_batch_size")


def read_hparams(text):
    try:
        if text.endswith(".json"):
            with open(text) as file:
                return json.load(file)
        return json.loads(text)
    except (OSError, ValueError) as e:
        sys.exit("--hparams: %s" % e)


class Source:
    """Configurations of the original's own classes, with dropout off."""

    def __init__(self, args):
        self.seed = args.seed
        self.threads = args.threads
        self.checkpoint = args.checkpoint
        self.final_checkpoint = args.final_checkpoint
        self.is_tiny = args.model_size == "tiny"
        self.data_dir = tiny.data_dir() if self.is_tiny else args.data_dir
        self.records = args.records
        self.given_vocab = args.vocab or (
            None if self.is_tiny else os.path.join(args.data_dir, "vocab.txt"))
        self.hparams = dict(tiny.HPARAMS) if self.is_tiny else {
            "model_size": args.model_size, "max_seq_length": args.max_seq_length,
            "train_batch_size": args.batch_size, "eval_batch_size": args.batch_size}
        given = read_hparams(args.hparams)
        self.given = {k: v for k, v in given.items() if k != "model_hparam_overrides"}
        sizes = dict(self.hparams.get("model_hparam_overrides", {}),
                     **given.get("model_hparam_overrides", {}))
        sizes.update(hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
        self.hparams.update(given, model_hparam_overrides=sizes)

    def model_hparams(self):
        return {k: v for k, v in self.hparams.items() if k not in NOT_THE_MODEL}

    def pretraining_config(self, overrides):
        import configure_pretraining
        return configure_pretraining.PretrainingConfig(
            "tiny" if self.is_tiny else self.hparams["model_size"], self.data_dir,
            **dict(self.hparams, **overrides))

    def finetuning_config(self, task_names, overrides):
        import configure_finetuning
        known = ("model_size", "vocab_size", "embedding_size", "max_seq_length",
                 "train_batch_size", "eval_batch_size", "model_hparam_overrides", "do_lower_case")
        return configure_finetuning.FinetuningConfig(
            "tiny" if self.is_tiny else self.hparams["model_size"], self.data_dir,
            **dict({k: v for k, v in self.hparams.items() if k in known},
                   task_names=task_names, **overrides))

    def batches(self, config, count):
        """Batches of pre-training inputs, arrays of shape [batch, length]."""
        size, length = config.train_batch_size, config.max_seq_length
        if self.is_tiny:
            rng = np.random.RandomState(self.seed)
            return [tiny.batch(rng, size, length) for _ in range(count)]
        return _read_batches(self._record_files(config), size, length, count)

    def _record_files(self, config):
        pattern = self.records or config.pretrain_tfrecords
        files = sorted(f for part in pattern.split(",") for f in glob.glob(part))
        if not files:
            sys.exit("%s: no such records, expected what build_pretraining_dataset.py writes"
                     % pattern)
        return files


def _read_batches(files, size, length, count):
    """The records of the files in their order, from the beginning again after the last one."""
    from pretrain import pretrain_data

    with tf.Graph().as_default(), tf.Session() as sess:
        spec = {n: tf.io.FixedLenFeature([length], tf.int64)
                for n in ("input_ids", "input_mask", "segment_ids")}
        records = tf.data.TFRecordDataset(files).map(
            lambda record: pretrain_data._decode_record(record, spec))
        batch = tf.data.make_one_shot_iterator(
            records.repeat().batch(size, drop_remainder=True)).get_next()
        return [sess.run(batch) for _ in range(count)]


def finetuning_data(config):
    folder = os.path.join(config.data_dir, "finetuning_data")
    if not os.path.isdir(folder):
        sys.exit("%s: no such directory, expected the tasks' files there" % folder)
