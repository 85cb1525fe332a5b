"""The folder finetune: trajectories of fine-tuning on one or several tasks."""

import random

import numpy as np

from reference import models, tiny
from reference.bundle import variable_rows
from reference.original import session, tf
from reference.source import finetuning_data
from reference.updates import TracedUpdates

TINY_STEPS = 6


def runs(is_tiny, tasks):
    """name -> (tasks, layer-wise decay)."""
    made = {}
    for task in tasks:
        made[task + "_decay_0.8"] = ([task], 0.8)
        if is_tiny:
            made[task + "_decay_off"] = ([task], -1)
    if is_tiny and len(tasks) > 1:
        made["_".join(tasks) + "_decay_0.8"] = (list(tasks), 0.8)
    return made


def dump(bundle, source, chosen, steps):
    for name, (task_names, decay) in chosen.items():
        bundle.log("finetune/%s: %d steps" % (name, steps))
        _dump_run(bundle, source, name, task_names, decay, steps)


def _dump_run(bundle, source, name, task_names, decay, steps):
    import run_finetuning
    from finetune import feature_spec, task_builder

    folder = "finetune/%s/" % name
    with tf.Graph().as_default(), session(source.threads) as sess:
        tf.set_random_seed(source.seed)
        overrides = {"layerwise_lr_decay": decay}
        if source.is_tiny:
            overrides["learning_rate"] = 1e-3
        config = source.finetuning_config(task_names, overrides)
        tasks = task_builder.get_tasks(config)
        specs = feature_spec.get_shared_feature_specs(config)
        for task in tasks:
            specs += task.get_feature_specs()
        places = {s.name: tf.placeholder(tf.int32 if s.is_int_feature else tf.float32,
                                         [config.train_batch_size] + list(s.shape), name=s.name)
                  for s in specs}
        # Not in training mode: the heads' own dropout cannot be turned off otherwise.
        model = run_finetuning.FinetuningModel(config, tasks, False, places, steps)
        trainables = tf.trainable_variables()
        layers = model.bert_config.num_hidden_layers
        updates = TracedUpdates(
            model.loss, config.learning_rate, steps, weight_decay_rate=config.weight_decay_rate,
            warmup_proportion=config.warmup_proportion, layerwise_lr_decay_power=decay,
            n_transformer_layers=layers)
        models.initialize(sess, trainables, source.seed, source.checkpoint, slots=False)
        step = tf.train.get_or_create_global_step()
        bundle.checkpoint(folder + "init.ckpt", sess, trainables + [step])
        if source.is_tiny:
            batches = _tiny_batches(source.seed, config, tasks, specs, steps + 1)
        else:
            batches = _real_batches(source.seed, config, tasks, specs, steps + 1)
        outputs = {"outputs/%s/%s" % (task.name, k): v
                   for task in tasks for k, v in model.outputs[task.name].items()}
        arrays, rows = {}, []
        for i, batch in enumerate(batches[:steps]):
            rates, pins = updates.pinned_rates(sess)
            fetches = {"outputs": outputs, "loss": model.loss, "train": updates.train,
                       "norm": updates.norm, "dense": updates.norm_dense}
            if i == 0 and decay > 0:
                fetches["unclipped"] = updates.unclipped
            got = sess.run(fetches, {**{places[k]: v for k, v in batch.items()}, **pins})
            arrays.update(_named("step_%d/" % i, batch, got["outputs"]))
            if "unclipped" in got:
                bundle.npz(folder + "gradients_step_0.npz", {
                    "unclipped/" + k: v for k, v in got["unclipped"].items()
                    if bundle.fits(v.shape)})
            rows.append({"step": i, "loss": got["loss"], "global_norm": got["norm"],
                         "global_norm_dense": got["dense"], "learning_rates": rates})
            if (i + 1) % 10 == 0:
                bundle.log("  step %d/%d, loss %.4f" % (i + 1, steps, got["loss"]))
        held = sess.run({"outputs": outputs, "loss": model.loss},
                        {places[k]: v for k, v in batches[steps].items()})
        arrays.update(_named("held/", batches[steps], held["outputs"]))
        if source.is_tiny or source.final_checkpoint:
            bundle.checkpoint(folder + "final.ckpt", sess, trainables + [step] + updates.slots())
        multipliers = _multipliers(trainables, decay, layers)
        bundle.npz(folder + "steps.npz", arrays)
        bundle.json(folder + "meta.json", {
            "task_names": task_names, "layerwise_lr_decay": decay,
            "learning_rate": config.learning_rate, "num_train_steps": steps,
            "warmup_proportion": config.warmup_proportion,
            "weight_decay_rate": config.weight_decay_rate,
            "max_seq_length": config.max_seq_length, "train_batch_size": config.train_batch_size,
            "bert_config": model.bert_config.to_dict(), "embedding_size": config.embedding_size,
            "labels": {t.name: getattr(t, "_label_list", None) for t in tasks},
            "lr_multiplier": multipliers["by_variable"],
            "lr_multiplier_by_key": multipliers["by_key"],
            "variables_with_sparse_gradient": updates.sparse,
            "variables_without_gradient": updates.without,
            "variables": variable_rows(trainables), "weight_decayed": updates.decayed(),
            "held_loss": held["loss"], "steps": rows,
            "final": {v.op.name: models.largest(value)
                      for v, value in zip(trainables, sess.run(trainables))}})


def _named(prefix, batch, outputs):
    named = {prefix + "features/" + k: v for k, v in batch.items()}
    named.update({prefix + k: v for k, v in outputs.items()})
    return named


def _multipliers(variables, decay, layers):
    """What the original's _get_layer_lrs makes of a rate of 1."""
    from model import optimization

    if decay <= 0:
        return {"by_variable": {v.op.name: 1.0 for v in variables}, "by_key": None}
    by_key = optimization._get_layer_lrs(1.0, decay, layers)
    by_variable = {v.op.name: next(r for k, r in by_key.items() if k in v.name) for v in variables}
    return {"by_variable": by_variable, "by_key": by_key}


def _tiny_batches(seed, config, tasks, specs, count):
    """Random tokens and labels; with several tasks the last row is padding, as the original's."""
    rng = np.random.RandomState([seed, 1])
    size = config.train_batch_size
    batches = []
    for number in range(count):
        batch = {s.name: np.zeros([size] + list(s.shape), np.int32 if s.is_int_feature
                                  else np.float32) for s in specs}
        batch.update(tiny.batch(rng, size, config.max_seq_length))
        rows = size
        if len(tasks) > 1:
            rows = size - 1
            for name in ("input_ids", "input_mask", "segment_ids"):
                batch[name][-1] = 0
            batch["task_id"][-1] = len(tasks)
            batch["task_id"][:rows] = np.arange(rows) % len(tasks)
        for task in tasks:
            batch[task.name + "_eid"][:rows] = 40000 + number * size + np.arange(rows)
            labels = getattr(task, "_label_list", None)
            if labels is None:
                batch[task.name + "_targets"][:rows] = rng.uniform(size=rows)
            else:
                batch[task.name + "_label_ids"][:rows] = rng.randint(0, len(labels), rows)
        batches.append(batch)
    return batches


def _real_batches(seed, config, tasks, specs, count):
    """The training examples as the original featurizes them, in an order of the seed."""
    finetuning_data(config)
    order = random.Random(seed)
    examples = [(t, e) for t in tasks for e in t.get_examples("train")]
    order.shuffle(examples)
    size = config.train_batch_size
    batches = []
    for number in range(count):
        rows = []
        for i in range(size):
            task, example = examples[(number * size + i) % len(examples)]
            rows.append(task.featurize(example, True))
        batches.append({s.name: np.array(
            [np.reshape(r.get(s.name, s.get_default_values()), s.shape) for r in rows],
            np.int32 if s.is_int_feature else np.float32) for s in specs})
    return batches
