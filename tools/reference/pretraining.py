"""The folder pretraining: one forward pass for each variant of the objective."""

from reference import models
from reference.bundle import config_fields, variable_rows
from reference.original import session, tf

VARIANTS = {
    "default_electra": {},
    "tied_generator": {"untied_generator": False},
    "untied_generator_embeddings": {"untied_generator_embeddings": True},
    "uniform_generator": {"uniform_generator": True},
    "electric": {"electra_objective": False, "electric_objective": True},
    "electric_untied_embeddings": {"electra_objective": False, "electric_objective": True,
                                   "untied_generator_embeddings": True},
    "two_tower_electra": {"two_tower_generator": True},
    "mlm_only": {"electra_objective": False},
    "disallow_correct": {"disallow_correct": True},
    "temperature_2": {"temperature": 2.0},
    "generator_full_size": {"generator_hidden_size": 1, "generator_layers": 1},
    "generator_rounding": {"generator_hidden_size": 0.27, "generator_layers": 0.5},
    "generator_two_thirds": {"generator_layers": 0.67},
    "embedding_size_is_hidden": {"embedding_size": 32},
    "weights_and_mask_prob": {"gen_weight": 0.7, "disc_weight": 12.5, "mask_prob": 0.25},
}
# Large and derived from the others, so kept for one variant only.
ONCE = ("attention_maps", "token_embeddings", "mlm/probs")


def dump(bundle, source, variants):
    for number, (name, overrides) in enumerate(variants.items()):
        bundle.log("pretraining/" + name)
        _dump_variant(bundle, source, name, overrides, everything=number == 0)


def _dump_variant(bundle, source, name, overrides, everything):
    with tf.Graph().as_default(), session(source.threads) as sess:
        tf.set_random_seed(source.seed)
        config = source.pretraining_config(overrides)
        traced = models.TracedPretraining(config)
        metric_fn, values = traced.model.eval_metrics
        metrics = metric_fn(*values)
        wanted, left_out = {}, []
        for key, tensor in traced.tensors.items():
            if key.endswith(ONCE) and not everything:
                continue
            if bundle.fits(tensor.shape.as_list()):
                wanted[key] = tensor
            else:
                left_out.append(key)
        models.initialize(sess, traced.trainables, source.seed, source.checkpoint)
        sess.run(tf.local_variables_initializer())
        arrays, scalars, _ = sess.run(
            [wanted, traced.scalars, [update for _, update in metrics.values()]],
            traced.feed(source.batches(config, 1)[0]))
        folder = "pretraining/%s/" % name
        meta = {
            "variant": name,
            "config": config_fields(config),
            "bert_config": traced.bert_config,
            "generator_bert_config": traced.generator_config,
            "transformers_in_build_order": traced.encoders,
            "generator_scope_note": (
                "separate scope" if config.untied_generator and len(traced.encoders) > 1
                else "one shared network: scope electra"),
            "variables": variable_rows(traced.trainables),
            "scalars": scalars,
            "eval_metrics": sess.run({k: value for k, (value, _) in metrics.items()}),
            "arrays": {k: {"shape": list(v.shape), "dtype": "float32" if v.dtype.kind == "f"
                           else "int32"} for k, v in sorted(arrays.items())},
            "left_out": left_out,
        }
        if source.checkpoint is None:
            bundle.checkpoint(folder + "init.ckpt", sess, traced.trainables + [traced.step])
        else:
            meta["init_checkpoint"] = "external"
        bundle.npz(folder + "tensors.npz", arrays)
        bundle.json(folder + "meta.json", meta)
