"""The folder optimizer: learning rates and trajectories of pre-training updates."""

import numpy as np

from reference import models
from reference.bundle import config_fields
from reference.original import session, tf
from reference.pretraining import VARIANTS
from reference.updates import TracedUpdates

# Names of batches.npz, by the names of the model's tensors.
STORED = {
    "features/input_ids": "features/input_ids",
    "features/input_mask": "features/input_mask",
    "features/segment_ids": "features/segment_ids",
    "masked/input_ids": "masked_input_ids",
    "masked/masked_lm_positions": "masked_lm_positions",
    "masked/masked_lm_ids": "masked_lm_ids",
    "masked/masked_lm_weights": "masked_lm_weights",
    "sample/uniform_noise": "uniform_noise",
    "sample/sampled_token_ids": "sampled_token_ids",
    "fake/input_ids": "fake_input_ids",
    "fake/is_fake_tokens": "is_fake_tokens",
}
SHORT = 3


def trajectories(source, steps):
    """name -> (overrides of the model, of the updates, steps, pinned)."""
    updates = {"learning_rate": 2e-3, "num_train_steps": 2 * max(steps, 10), "num_warmup_steps": 4}
    if not source.is_tiny:
        updates = {"learning_rate": 5e-4, "num_train_steps": 2 * steps,
                   "num_warmup_steps": max(1, steps // 10)}
    short = dict(updates, num_warmup_steps=2)
    made = {
        "default_electra": ({}, updates, steps, True),
        "default_electra_unpinned_step_order": ({}, updates, steps, False),
    }
    for name in ("untied_generator_embeddings", "tied_generator", "electric", "mlm_only"):
        made[name] = (VARIANTS[name], short, SHORT, True)
    made["untied_generator_embeddings"] = (
        VARIANTS["untied_generator_embeddings"], dict(short, lr_decay_power=2.0), SHORT, True)
    made["small_norm"] = ({"disc_weight": 0.01, "gen_weight": 0.01}, short, SHORT, True)
    return made


def dump(bundle, source, chosen):
    _dump_schedules(bundle)
    for name, (overrides, updates, steps, pinned) in chosen.items():
        bundle.log("optimizer/%s: %d steps" % (name, steps))
        _dump_trajectory(bundle, source, name, overrides, updates, steps, pinned)


def _dump_trajectory(bundle, source, name, overrides, updates, steps, pinned):
    folder = "optimizer/%s/" % name
    with tf.Graph().as_default(), session(source.threads) as sess:
        tf.set_random_seed(source.seed)
        config = source.pretraining_config({**overrides, **updates, **source.given})
        traced = models.TracedPretraining(config)
        traced_updates = TracedUpdates(
            traced.model.total_loss, config.learning_rate, config.num_train_steps,
            weight_decay_rate=config.weight_decay_rate, warmup_steps=config.num_warmup_steps,
            lr_decay_power=config.lr_decay_power)
        models.initialize(sess, traced.trainables, source.seed, source.checkpoint)
        saved = sorted({0, 1, 2, steps} if name == "default_electra" and source.checkpoint is None
                       else {0, steps})
        every = traced.trainables + [traced.step] + traced_updates.slots()
        meta = {
            "variant_overrides": dict(source.model_hparams(), **overrides),
            "config": config_fields(config),
            **{k: getattr(config, k) for k in (
                "learning_rate", "num_train_steps", "num_warmup_steps", "lr_decay_power",
                "weight_decay_rate", "disc_weight", "gen_weight", "mask_prob", "embedding_size",
                "max_seq_length", "train_batch_size")},
            "bert_config": traced.bert_config,
            "optimizer": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-6, "clip_norm": 1.0,
                          "exclude_from_weight_decay": ["LayerNorm", "layer_norm", "bias"]},
            "variables_with_sparse_gradient": traced_updates.sparse,
            "variables_without_gradient": traced_updates.without,
            "trainable_order": [v.op.name for v in traced.trainables],
            "weight_decayed": traced_updates.decayed(),
            "learning_rate_order": "pinned: rate of step i is schedule(i)" if pinned else
                                   "as the original leaves it: not pinned, the rates are those seen",
        }
        if source.checkpoint is not None:
            meta["init_checkpoint"] = "external"
            saved.remove(0)
            if not source.final_checkpoint:
                saved.remove(steps)
        elif 0 in saved:
            bundle.checkpoint(folder + "step_0.ckpt", sess,
                              every if name == "default_electra" else every[:len(traced.trainables) + 1])
        stored, left_out = {}, []
        for key, short in STORED.items():
            if bundle.fits(traced.tensors[key].shape.as_list()):
                stored[short] = traced.tensors[key]
            else:
                left_out.append("step_i/" + short)
        losses = {"total_loss": traced.model.total_loss, "generator_loss": traced.scalars["mlm/loss"]}
        if "disc/loss" in traced.scalars:
            losses["discriminator_loss"] = traced.scalars["disc/loss"]
        arrays, rows = {}, []
        for i, batch in enumerate(source.batches(config, steps)):
            feed = traced.feed(batch)
            rates = traced_updates.learning_rate
            if pinned:
                rates, pins = traced_updates.pinned_rates(sess)
                feed.update(pins)
            fetches = {"stored": stored, "losses": losses, "train": traced_updates.train,
                       "norms": {"global_norm": traced_updates.norm,
                                 "global_norm_dense": traced_updates.norm_dense}}
            if not pinned:
                fetches["rates"] = rates
            with_gradients = i == 0 or (i == 1 and name == "default_electra"
                                        and source.checkpoint is None)
            if with_gradients:
                fetches["unclipped"] = traced_updates.unclipped
                if i == 0 and name == "default_electra" and source.checkpoint is None:
                    fetches["clipped"] = traced_updates.clipped
            got = sess.run(fetches, feed)
            arrays.update({"step_%d/%s" % (i, k): v for k, v in got["stored"].items()})
            if with_gradients:
                bundle.npz(folder + "gradients_step_%d.npz" % i, {
                    "%s/%s" % (kind, k): v for kind in ("unclipped", "clipped")
                    for k, v in got.get(kind, {}).items() if bundle.fits(v.shape)})
            rows.append({"step": i, **got["losses"],
                         "learning_rate": got["rates"] if not pinned else rates, **got["norms"]})
            if i + 1 in saved:
                bundle.checkpoint(folder + "step_%d.ckpt" % (i + 1), sess, every)
            if (i + 1) % 10 == 0:
                bundle.log("  step %d/%d, loss %.4f" % (i + 1, steps, got["losses"]["total_loss"]))
        meta["saved_after_steps"] = saved
        meta["left_out"] = left_out
        meta["steps"] = rows
        meta["final"] = {v.op.name: models.largest(value)
                         for v, value in zip(traced.trainables, sess.run(traced.trainables))}
        bundle.npz(folder + "batches.npz", arrays)
        bundle.json(folder + "meta.json", meta)


# learning rate, warm-up steps, warm-up proportion, total, power; the last has no warm-up: 0/0
SCHEDULES = [
    (5e-4, 10, 0, 50, 1.0), (5e-4, 10000, 0, 40, 1.0), (2e-4, 5, 0, 30, 2.0),
    (1e-4, 0, 0.1, 60, 1.0), (3e-4, 0, 0.1, 7, 1.0), (1e-3, 3, 0.5, 20, 0.5), (1e-4, 0, 0.0, 5, 1.0),
]


def _dump_schedules(bundle):
    """What the optimizer is handed at each step, past the end of training too."""
    rows = []
    for rate, warmup, proportion, total, power in SCHEDULES:
        with tf.Graph().as_default(), tf.Session() as sess:
            x = tf.get_variable("x", initializer=np.ones(2, np.float32))
            step = tf.train.get_or_create_global_step()
            updates = TracedUpdates(
                tf.reduce_sum(tf.square(x)), rate, total, warmup_steps=warmup,
                warmup_proportion=proportion, lr_decay_power=power)
            sess.run(tf.global_variables_initializer())
            seen = []
            for i in range(total + 4):
                step.load(i, sess)
                seen.append(sess.run(updates.learning_rate))
            step.load(0, sess)
            _, pins = updates.pinned_rates(sess)
            sess.run(updates.train, pins)
            rows.append({
                "learning_rate": rate, "warmup_steps": warmup, "warmup_proportion": proportion,
                "num_train_steps": total, "lr_decay_power": power, "learning_rate_at_step": seen,
                "note": "entries past num_train_steps show the clamped decay",
                "x_after_one_step_from_ones": sess.run(x)})
    bundle.json("optimizer/learning_rate_schedules.json", rows)
