#!/usr/bin/env python3
"""Records a reference bundle with the user's own checkout of google-research/electra.

  tools/dump_reference.py --electra ~/electra --out bundle --seed 7
  tools/dump_reference.py --electra ~/electra --out bundle --model-size small \\
      --checkpoint ~/data/models/small/model.ckpt-260 --data-dir ~/data --steps 100

TensorFlow 1.15 to 2.15. docs/parity.md describes the bundle; `check-parity --reference bundle`
replays it.
"""

import argparse
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from reference import original

MODEL_FOLDERS = ["pretraining", "optimizer", "finetune"]
TEXT_FOLDERS = ["tokenization", "glue_features", "pretrain_data", "qa", "chunking"]
OTHER_FOLDERS = ["checkpoint_layouts", "configs", "flops", "scorers"]
NEED_VOCABULARY = TEXT_FOLDERS + ["checkpoint_layouts"]


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--electra", required=True, help="checkout of google-research/electra")
    add("--out", required=True, help="new directory for the bundle")
    add("--model-size", default="tiny", choices=["tiny", "small", "base", "large"])
    add("--hparams", default="{}", help="JSON or .json file: hyper-parameters of the model")
    add("--folders", help="comma-separated; all that are possible without this")
    add("--variants", help="variants of pretraining, comma-separated (real size: default_electra)")
    add("--trajectories", help="those of optimizer, comma-separated (real size: default_electra)")
    add("--seed", type=int, default=0, help="of weights, batches, masking and samples")
    add("--steps", type=int, help="updates of a trajectory (tiny: 10 and 6; real size: 100)")
    add("--checkpoint", help="prefix of weights to begin with; the bundle then only names them")
    add("--final-checkpoint", action="store_true", help="real size: keep the weights at the end")
    add("--data-dir", help="real size: the original's data folder (vocab.txt, records, tasks)")
    add("--records", help="real size: glob of pre-training records; else those of the data folder")
    add("--tasks", default=None, help="of finetune (tiny: cola,mnli,sts; real size: cola)")
    add("--batch-size", type=int, default=16, help="real size")
    add("--max-seq-length", type=int, default=128, help="real size")
    add("--max-array-mb", type=float, default=16, help="arrays larger than this are left out")
    add("--threads", type=int, help="of TensorFlow (tiny: 1, real size: all)")
    add("--vocab", help="vocabulary of the text folders, such as BERT's of 30,522 tokens")
    add("--strings", help="text file: strings of the folder tokenization, one a line")
    args = parser.parse_args()
    check(args, parser)
    return args


def check(args, parser):
    real = args.model_size != "tiny"
    if real and not args.data_dir:
        parser.error("--model-size %s needs --data-dir" % args.model_size)
    if real and not args.checkpoint:
        parser.error("--model-size %s needs --checkpoint" % args.model_size)
    if not real and args.checkpoint:
        parser.error("--checkpoint goes with --model-size small, base or large")
    if args.checkpoint and not os.path.exists(args.checkpoint + ".index"):
        parser.error("--checkpoint: no such file: %s.index" % args.checkpoint)
    if args.steps is not None and args.steps < 1:
        parser.error("--steps: is %d, expected at least 1" % args.steps)
    if args.vocab and not os.path.exists(args.vocab):
        parser.error("--vocab: no such file: %s" % args.vocab)
    if args.threads is None:
        args.threads = 0 if real else 1


def main():
    args = parse()
    folders = wanted_folders(args)
    original.load(args.electra)
    from reference.bundle import Bundle
    from reference.source import Source
    from reference import tiny

    source = Source(args)
    bundle = Bundle(args.out, {"electra_commit": original.commit(args.electra), "seed": args.seed,
                               "threads": args.threads}, int(args.max_array_mb * 2**20))
    if source.is_tiny:
        with open(bundle.path("tiny_vocab.txt"), "w") as out:
            out.write("\n".join(tiny.tokens()) + "\n")
    if source.given_vocab:
        source.vocab_file = bundle.path("vocab.txt")
        source.text_data_dir = bundle.root
        shutil.copyfile(source.given_vocab, source.vocab_file)
    for folder in folders:
        dump(folder, bundle, source, args)
    bundle.finish(folders, args.checkpoint)


def wanted_folders(args):
    known = MODEL_FOLDERS + TEXT_FOLDERS + OTHER_FOLDERS
    if not args.folders:
        if args.model_size != "tiny":
            return MODEL_FOLDERS
        return [f for f in known if args.vocab or f not in NEED_VOCABULARY]
    folders = args.folders.split(",")
    for name in folders:
        if name not in known:
            sys.exit("--folders: unknown folder %s, expected some of %s" % (name, ",".join(known)))
        if name in NEED_VOCABULARY and not args.vocab and not args.data_dir:
            sys.exit("--folders: %s needs --vocab" % name)
    return folders


def dump(folder, bundle, source, args):
    from reference import (chunking, finetune, glue, helpers, optimizer, pretraining, qa, records, scorers,
                           tables, tokenization)

    one = None if source.is_tiny else "default_electra"
    steps = args.steps or (None if source.is_tiny else 100)
    if folder == "pretraining":
        pretraining.dump(bundle, source, chosen(pretraining.VARIANTS, args.variants, one))
        if source.is_tiny and not args.variants:
            helpers.dump(bundle, source)
    elif folder == "optimizer":
        optimizer.dump(bundle, source, chosen(
            optimizer.trajectories(source, steps or 10), args.trajectories, one))
    elif folder == "finetune":
        tasks = (args.tasks or ("cola,mnli,sts" if source.is_tiny else "cola")).split(",")
        finetune.dump(bundle, source, finetune.runs(source.is_tiny, tasks),
                      steps or finetune.TINY_STEPS)
    elif folder == "tokenization":
        tokenization.dump(bundle, source, args.strings)
    elif folder == "glue_features":
        glue.dump(bundle, source)
    elif folder == "pretrain_data":
        records.dump(bundle, source)
    elif folder == "qa":
        qa.dump(bundle, source)
    elif folder == "chunking":
        chunking.dump(bundle, source)
    elif folder == "checkpoint_layouts":
        tables.dump_layouts(bundle, source)
    elif folder == "configs":
        tables.dump_configs(bundle)
    elif folder == "flops":
        tables.dump_flops(bundle)
    elif folder == "scorers":
        scorers.dump(bundle, source)


def chosen(known, wanted, default):
    """The entries of a dictionary that a comma-separated option names; all without it."""
    names = (wanted or default or ",".join(known)).split(",")
    for name in names:
        if name not in known:
            sys.exit("unknown variant %s, expected some of %s"
                     % (name, ",".join(known)))
    return {name: known[name] for name in names}


if __name__ == "__main__":
    main()
