"""The folders checkpoint_layouts, configs and flops: names, fields and counts of the original."""

import contextlib
import io

from reference.original import tf
from reference.updates import TracedUpdates

PRETRAINING_LAYOUTS = {
    "pretrain_small": {},
    "pretrain_small_electric": {"electra_objective": False, "electric_objective": True},
    "pretrain_base": {"model_size": "base"},
    "pretrain_base_generator_third": {"model_size": "base", "generator_hidden_size": 0.33333},
}
FINETUNING_LAYOUTS = {
    "finetune_small_cola": {"task_names": ["cola"]},
    "finetune_small_cola_no_decay": {"task_names": ["cola"], "layerwise_lr_decay": -1},
    "finetune_small_cola_mnli_sts": {"task_names": ["cola", "mnli", "sts"]},
    "finetune_base_mnli": {"task_names": ["mnli"], "model_size": "base"},
    "finetune_small_squad": {"task_names": ["squad"]},
    "finetune_small_squadv1_not_joint": {
        "task_names": ["squadv1"], "joint_prediction": False, "answerable_classifier": False,
        "answerable_uses_start_logits": False},
}
CONFIGS = {
    "pretraining_small": {}, "pretraining_base": {"model_size": "base"},
    "pretraining_large": {"model_size": "large"}, "pretraining_small_debug": {"debug": True},
    "pretraining_electric": {"electra_objective": False, "electric_objective": True},
    "pretraining_len_512": {"max_seq_length": 512},
    "pretraining_mask_prob_0.25_len_512": {"mask_prob": 0.25, "max_seq_length": 512},
    "pretraining_small_embedding_override": {"embedding_size": 64},
    "finetuning_small_default_task": {}, "finetuning_small_cola": {"task_names": ["cola"]},
    "finetuning_small_rte": {"task_names": ["rte"]},
    "finetuning_rte_epochs_override": {"task_names": ["rte"], "num_train_epochs": 2.0},
    "finetuning_small_squad": {"task_names": ["squad"]},
    "finetuning_large_cola": {"task_names": ["cola"], "model_size": "large"},
    "finetuning_small_multi": {"task_names": ["cola", "mnli"]},
    "finetuning_small_chunk": {"task_names": ["chunk"]},
}
PARTS = [{"h": 256, "l": 12, "e": 128, "s": 128}, {"h": 64, "l": 12, "e": 128, "s": 128},
         {"h": 768, "l": 12}, {"h": 1024, "l": 24}, {"h": 32, "l": 3, "e": 16, "s": 32, "v": 200}]
SECONDS = [0, 0.4, 1, 5, 59, 60, 61, 599, 600, 3599, 3600, 3661, 36000, 86399, 86400, 90061]


def dump_layouts(bundle, source):
    for name, hparams in PRETRAINING_LAYOUTS.items():
        bundle.log("checkpoint_layouts/" + name)
        _pretraining_layout(bundle, source, name, hparams)
    for name, hparams in FINETUNING_LAYOUTS.items():
        bundle.log("checkpoint_layouts/" + name)
        _finetuning_layout(bundle, source, name, hparams)


def _pretraining_layout(bundle, source, name, hparams):
    import configure_pretraining
    import run_pretraining

    config = configure_pretraining.PretrainingConfig(
        "tiny", source.text_data_dir, **dict(hparams, train_batch_size=2))
    with tf.Graph().as_default():
        features = {n: tf.placeholder(tf.int32, [2, config.max_seq_length])
                    for n in ("input_ids", "input_mask", "segment_ids")}
        model = run_pretraining.PretrainingModel(config, features, True)
        updates = TracedUpdates(model.total_loss, 1e-3, 10, weight_decay_rate=0.01, warmup_steps=1)
        generator = run_pretraining.get_generator_config(config, model._bert_config)
        _write_layout(bundle, name, updates, None, {
            "hparams": hparams, "bert_config": model._bert_config.to_dict(),
            "generator_bert_config": generator.to_dict(), "embedding_size": config.embedding_size})


def _finetuning_layout(bundle, source, name, hparams):
    import configure_finetuning
    import run_finetuning
    from finetune import feature_spec, task_builder
    from model import optimization

    config = configure_finetuning.FinetuningConfig(
        "tiny", source.text_data_dir, **dict(hparams, train_batch_size=2))
    with tf.Graph().as_default():
        tasks = task_builder.get_tasks(config)
        specs = feature_spec.get_shared_feature_specs(config)
        for task in tasks:
            specs += task.get_feature_specs()
        features = {s.name: tf.placeholder(tf.int32 if s.is_int_feature else tf.float32,
                                           [2] + list(s.shape)) for s in specs}
        model = run_finetuning.FinetuningModel(config, tasks, True, features, 10)
        layers = model.bert_config.num_hidden_layers
        updates = TracedUpdates(
            model.loss, 1e-3, 10, weight_decay_rate=0.01, warmup_proportion=0.1,
            layerwise_lr_decay_power=config.layerwise_lr_decay, n_transformer_layers=layers)
        rates = (optimization._get_layer_lrs(1.0, config.layerwise_lr_decay, layers)
                 if config.layerwise_lr_decay > 0 else None)
        _write_layout(bundle, name, updates, rates or {"": 1.0}, {
            "task_names": config.task_names, "model_size": config.model_size,
            "layerwise_lr_decay": config.layerwise_lr_decay,
            "bert_config": model.bert_config.to_dict(), "embedding_size": config.embedding_size,
            "lr_multiplier_by_key": rates})


def _write_layout(bundle, name, updates, rates, config):
    trainable = {v.op.name for v in updates.variables}
    decayed = set(updates.decayed())
    rows = []
    for variable in sorted(tf.global_variables(), key=lambda v: v.name):
        key = variable.op.name
        row = {"name": key, "shape": variable.shape.as_list(),
               "dtype": variable.dtype.base_dtype.name, "trainable": key in trainable}
        if key in trainable:
            row["weight_decay"] = key in decayed
            if rates is not None:
                row["lr_multiplier"] = next(r for k, r in rates.items() if k in variable.name)
        rows.append(row)
    sizes = [int(v.shape.num_elements()) for v in updates.variables]
    bundle.json("checkpoint_layouts/%s.json" % name, rows)
    bundle.json("checkpoint_layouts/%s_config.json" % name, dict(
        config, n_variables=len(rows), n_trainable_parameters=sum(sizes),
        creation_order_of_trainables=[v.op.name for v in updates.variables]))


def dump_configs(bundle):
    import configure_finetuning
    import configure_pretraining
    from util import training_utils

    bundle.log("configs")
    for name, kwargs in CONFIGS.items():
        made = (configure_pretraining.PretrainingConfig if name.startswith("pretraining")
                else configure_finetuning.FinetuningConfig)("MODEL", "DATA", **kwargs)
        fields = {k: _plain(v) for k, v in made.__dict__.items()}
        bundle.json("configs/%s.json" % name, {
            "kwargs": kwargs, "fields": fields,
            "types": {k: type(v).__name__ for k, v in fields.items()},
            "bert_config": training_utils.get_bert_config(made).to_dict()})
    errors = {}
    for name, make in (
            ("unknown_pretraining",
             lambda: configure_pretraining.PretrainingConfig("MODEL", "DATA", no_such=1)),
            ("unknown_finetuning",
             lambda: configure_finetuning.FinetuningConfig("MODEL", "DATA", no_such=1))):
        try:
            make()
        except ValueError as e:
            errors[name] = {"type": type(e).__name__, "args": list(e.args)}
    bundle.json("configs/errors.json", errors)
    bundle.json("configs/secs_to_str.json",
                {str(s): training_utils.secs_to_str(s) for s in SECONDS})


def _plain(value):
    """A str.format method of a path becomes the pattern behind it."""
    return "format:" + value.__self__ if callable(value) else value


def dump_flops(bundle):
    import flops_computation as flops

    bundle.log("flops")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        flops.main()
    small = flops.MODEL_FLOPS["electra_small"]
    parts = []
    for args in PARTS:
        model = flops.TransformerHparams(**args)
        parts.append({
            "args": args, "block": model.get_block_flops(),
            "embedding_in": model.get_embedding_flops(output=False),
            "embedding_out": model.get_embedding_flops(output=True),
            "binary_classification": model.get_binary_classification_flops(),
            "train_batch_2_steps_3": model.get_train_flops(2, 3),
            "train_batch_2_steps_3_discriminator": model.get_train_flops(2, 3, True),
            "infer": model.get_infer_flops()})
    bundle.json("flops/flops.json", {
        "printed": out.getvalue().splitlines(),
        "models": [{"name": k, "flops": v, "pfs_days": v / (1e15 * 86400),
                    "ratio_to_electra_small": v / small} for k, v in flops.MODEL_FLOPS.items()],
        "parts": parts})
