#!/usr/bin/env python3
"""Packs the compact reference bundle that ships with the program.

    tools/pack_bundle.py REFERENCE_DIR VOCABULARY OUT.tar.xz

REFERENCE_DIR is a reference bundle (docs/parity.md), VOCABULARY the one of its texts. Of the
folders with weights a few cases of every kind are taken, of the others all. The vocabulary goes
in with those entries only that can occur in the texts; the others are placeholders, so that ids
stay. Needs Python 3 alone.
"""
import io
import json
import lzma
import sys
import tarfile
import unicodedata
from pathlib import Path

WHOLE = ["checkpoint_layouts", "configs", "flops", "glue_features", "pretrain_data", "scorers",
         "tokenization", "chunking"]
CASES = {
    "pretraining": ["default_electra", "electric", "uniform_generator", "mlm_only", "helpers"],
    "optimizer": ["untied_generator_embeddings", "mlm_only", "learning_rate_schedules.json"],
    "finetune": ["cola_mnli_sts_decay_0.8"],
    "qa": ["data", "features", "scoring", "units.json", "model"],
}
LONGEST_PIECE = 24


def wanted(root, bundle_file):
    parts = bundle_file.relative_to(root).parts
    if parts[0] in WHOLE:
        return True
    return parts[0] in CASES and parts[1] in CASES[parts[0]]


def variants(text):
    """The text as the modes of the tokenizer see it, and more."""
    decomposed = unicodedata.normalize("NFD", text)
    plain = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    for one in (text, decomposed, plain):
        yield one
        yield one.lower()
    yield unicodedata.normalize("NFD", text.lower())
    yield "".join(c for c in unicodedata.normalize("NFD", text.lower())
                  if unicodedata.category(c) != "Mn")


def words(root):
    """Every run of characters without a space in the texts, each once."""
    found = set()

    def add(text):
        for one in variants(text):
            one = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in one)
            found.update(one.split())
            # Control characters vanish and join what stands around them.
            found.update("".join(c for c in text if unicodedata.category(c)[0] != "C").split())

    def strings(value):
        if isinstance(value, str):
            add(value)
        elif isinstance(value, dict):
            for v in value.values():
                strings(v)
        elif isinstance(value, list):
            for v in value:
                strings(v)

    for folder in ("tokenization", "pretrain_data", "glue_features", "qa", "chunking"):
        for file in sorted((root / folder).rglob("*")):
            if file.suffix == ".json":
                strings(json.loads(file.read_text(encoding="utf-8")))
            elif file.suffix in (".txt", ".tsv", ".jsonl"):
                add(file.read_text(encoding="utf-8", errors="replace"))
            elif file.suffix == ".xz":
                data = lzma.decompress(file.read_bytes())
                add(data.decode("utf-8", errors="replace"))
    return found


def sparse_vocabulary(root, vocabulary):
    tokens = vocabulary.read_text(encoding="utf-8").split("\n")
    if tokens[-1] == "":
        tokens.pop()
    entries = set(tokens)
    kept = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
    for word in words(root):
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + LONGEST_PIECE) + 1):
                for piece in (word[start:end], "##" + word[start:end]):
                    if piece in entries:
                        kept.add(piece)
    lines = [t if t in kept else "[left-out-%d]" % i for i, t in enumerate(tokens)]
    return ("\n".join(lines) + "\n").encode("utf-8"), len(kept)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    root, vocabulary, out = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    if not (root / "pretraining").is_dir():
        sys.exit("%s: no reference bundle" % root)
    vocab, kept = sparse_vocabulary(root, vocabulary)
    about = json.dumps({"format": "electra4j-reference", "version": 1}).encode()
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME,
                "dict_size": 64 << 20}]
    with lzma.open(out, "wb", filters=filters) as xz, tarfile.open(fileobj=xz, mode="w") as tar:
        def put(name, data):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))

        put("bundle.json", about)
        put("vocab.txt", vocab)
        put("tiny_vocab.txt", (root / "tiny_vocab.txt").read_bytes())
        for file in sorted(root.rglob("*")):
            if file.is_file() and len(file.relative_to(root).parts) > 1 and wanted(root, file):
                put(str(file.relative_to(root)), file.read_bytes())
    print("%s: %d KB, %d entries of the vocabulary" % (out, out.stat().st_size // 1024, kept))


if __name__ == "__main__":
    main()
