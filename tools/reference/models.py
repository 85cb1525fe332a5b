"""Builds the original's pre-training model and keeps the tensors inside it."""

import contextlib

import numpy as np

from reference import tiny
from reference.original import recorded, tf


class TracedPretraining:
    """PretrainingModel of the original, built on placeholders, with its inner tensors by name."""

    def __init__(self, config):
        import run_pretraining
        from model import modeling
        from pretrain import pretrain_helpers

        size, length = config.train_batch_size, config.max_seq_length
        self.config = config
        self.features = {n: tf.placeholder(tf.int32, [size, length], name=n)
                         for n in ("input_ids", "input_mask", "segment_ids")}
        calls = {n: [] for n in ("mask", "unmask", "sample", "noise", "encoder", "embedded",
                                 "fake", "disc", "softmax")}
        with contextlib.ExitStack() as stack:
            for owner, name, key in (
                    (pretrain_helpers, "mask", "mask"),
                    (pretrain_helpers, "unmask", "unmask"),
                    (pretrain_helpers, "sample_from_softmax", "sample"),
                    (tf.random, "uniform", "noise"),
                    (run_pretraining, "build_transformer", "encoder"),
                    (run_pretraining, "get_softmax_output", "softmax"),
                    (modeling, "embedding_postprocessor", "embedded"),
                    (run_pretraining.PretrainingModel, "_get_fake_data", "fake"),
                    (run_pretraining.PretrainingModel, "_get_discriminator_output", "disc")):
                stack.enter_context(recorded(owner, name, calls[key]))
            self.model = run_pretraining.PretrainingModel(config, self.features, False)
        self.step = tf.train.get_or_create_global_step()
        self.trainables = tf.trainable_variables()
        self.bert_config = self.model._bert_config.to_dict()
        self.generator_config = run_pretraining.get_generator_config(
            config, self.model._bert_config).to_dict()
        self.tensors, self.scalars = {}, {}
        self._keep(calls)

    def _keep(self, calls):
        for name, tensor in self.features.items():
            self.tensors["features/" + name] = tensor
        masked = calls["mask"][0][2]
        self.tensors["masked/input_ids"] = masked.input_ids
        for name in ("masked_lm_positions", "masked_lm_ids", "masked_lm_weights"):
            self.tensors["masked/" + name] = getattr(masked, name)
        self.tensors["unmasked/input_ids"] = calls["unmask"][0][2].input_ids
        self.encoders = []
        for (_, kwargs, encoder), (_, _, embedded) in zip(calls["encoder"], calls["embedded"]):
            name = kwargs.get("scope") or (
                "discriminator" if self.encoders or self.config.uniform_generator else "generator")
            self.encoders.append(name)
            self._keep_encoder(name, encoder, embedded)
        self._keep_predictions("mlm", self.model.mlm_output)
        # The two towers predict every position first and the masked ones from those.
        if len(calls["softmax"]) == 2:
            self._keep_predictions("cloze", calls["softmax"][0][2])
            del self.tensors["cloze/probs"]
        fake = calls["fake"][0][2]
        self.tensors["sample/uniform_noise"] = calls["noise"][-1][2]
        self.tensors["sample/softmax_argument"] = calls["sample"][0][0][0]
        self.tensors["sample/sampled_token_ids"] = tf.argmax(
            fake.sampled_tokens, -1, output_type=tf.int32)
        self.tensors["fake/input_ids"] = fake.inputs.input_ids
        self.tensors["fake/is_fake_tokens"] = fake.is_fake_tokens
        for _, _, output in calls["disc"]:
            for name in ("probs", "preds", "labels", "per_example_loss"):
                self.tensors["disc/" + name] = getattr(output, name)
            self.tensors["disc/logits"] = output.probs.op.inputs[0]
            self.scalars["disc/loss"] = output.loss
        self.scalars["total_loss"] = self.model.total_loss

    def _keep_encoder(self, name, encoder, embedded):
        self.tensors[name + "/embedding_output"] = encoder.embedding_output
        self.tensors[name + "/embedding_layer_norm_output"] = embedded
        for i, layer in enumerate(tf.unstack(encoder.all_layer_outputs)):
            self.tensors["%s/layer_%d_output" % (name, i)] = layer
        self.tensors[name + "/attention_maps"] = encoder.attn_maps
        self.tensors[name + "/token_embeddings"] = encoder.token_embeddings

    def _keep_predictions(self, name, output):
        for part in ("logits", "probs", "per_example_loss", "preds", "weights"):
            self.tensors["%s/%s" % (name, part)] = getattr(output, part)
        self.tensors[name + "/log_probs"] = tf.nn.log_softmax(output.logits)
        self.scalars[name + "/loss"] = output.loss

    def feed(self, batch):
        return {self.features[n]: batch[n] for n in self.features}


def initialize(sess, trainables, seed, checkpoint=None, slots=True):
    """Weights of a seed or those of a checkpoint, with its Adam slots if it has any.

    The task heads, which no checkpoint of pre-training holds, keep their random beginning."""
    sess.run(tf.global_variables_initializer())
    if checkpoint is None:
        values = [(v, tiny.weights(v.op.name, v.shape.as_list(), seed)) for v in trainables]
    else:
        values = _held(trainables, tf.global_variables() if slots else trainables, checkpoint)
    # All at once: each run of another part of a large graph takes a while to prepare.
    sess.run([v.initializer for v, _ in values],
             {v.initializer.inputs[1]: value for v, value in values})


def _held(trainables, variables, checkpoint):
    reader = tf.train.NewCheckpointReader(checkpoint)
    shapes = reader.get_variable_to_shape_map()
    needed = {v.op.name for v in trainables if not v.op.name.startswith("task_specific/")}
    values = []
    for variable in variables:
        name = variable.op.name
        if name in shapes and name != "global_step":
            if shapes[name] != variable.shape.as_list():
                raise SystemExit("%s: %s has shape %s, expected %s"
                                 % (checkpoint, name, shapes[name], variable.shape.as_list()))
            values.append((variable, reader.get_tensor(name)))
        elif name in needed:
            raise SystemExit("%s: holds no %s" % (checkpoint, name))
    return values


def largest(values, count=8):
    """The norm and the largest entries of an array, to compare where the array is not stored."""
    flat = np.asarray(values).reshape(-1)
    order = np.argsort(-np.abs(flat), kind="stable")[:count]
    return {"norm": float(np.linalg.norm(flat.astype(np.float64))),
            "largest": [[int(i), float(flat[i])] for i in order]}
