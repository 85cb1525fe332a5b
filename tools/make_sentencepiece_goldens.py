"""Writes the SentencePiece goldens with the version that the program has inside (pip install sentencepiece==0.2.0).

usage: make_sentencepiece_goldens.py FOLDER TEXT

Trains on TEXT (the demo's text will do) FOLDER/unigram.model.xz, with SentencePiece's usual rules for
Unicode and no symbols of its own, and FOLDER/albert.model, a BPE with bytes for unknown characters, no
normalisation, and the symbols of ALBERT. FOLDER/encodings.json has texts with their ids by both.
"""

import io
import json
import lzma
import random
import sys

import sentencepiece

PIECES = list(" \t\n'\"aeinorstz09AZ\u00bd\u0663\u00e9\u00df\u0130\u03a3\u4e2d\uff71\ud55c\U0001f642\ufb01\uff21\u2460")
PIECES += list("\u200d\u0301\u200b\u00a0\u3000\u2028\u0085\x0b\x1c\ufeff_-\u2014\U00010d40\u2581\x00\x07\u00ad\u202e")
PIECES += ["  ", "[MASK]", "[CLS]", "<pad>", "<unk>", "</s>", " the", "ing", "Martha", "bench"]


def texts(lines):
    yield from ["", " ", "a" * 300 + " " * 50, "e\u0301\u0300 \u1100\u1161\u11a8", "\U0010ffff\ufffe\uffff\ufffd"]
    yield from lines[:40]
    draw = random.Random(9)
    for _ in range(160):
        yield "".join(draw.choice(PIECES) for _ in range(draw.randint(1, 20)))
    for _ in range(50):
        yield "".join(chr(draw.choice([draw.randrange(1, 0x3000), draw.randrange(0x3000, 0xD7FF),
                                       draw.randrange(0xE000, 0x10FFFF)])) for _ in range(6))


def train(lines, **settings):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_writer=model,
                                             minloglevel=2, **settings)
    return model.getvalue()


def main():
    folder, text = sys.argv[1:]
    with open(text, encoding="utf-8") as file:
        lines = [line for line in file.read().split("\n") if line]
    models = {
        "unigram": train(lines, vocab_size=400),
        "albert": train(lines, model_type="bpe", vocab_size=700, byte_fallback=True,
                        normalization_rule_name="identity", pad_id=0, unk_id=1, bos_id=-1, eos_id=-1,
                        control_symbols=["[CLS]", "[SEP]"], user_defined_symbols=["[MASK]"]),
    }
    with lzma.open(folder + "/unigram.model.xz", "wb", preset=9 | lzma.PRESET_EXTREME) as file:
        file.write(models["unigram"])
    with open(folder + "/albert.model", "wb") as file:
        file.write(models["albert"])
    rows = [{"text": text} for text in texts(lines)]
    for name, model in models.items():
        processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        for row in rows:
            row[name] = processor.encode(row["text"])
    with open(folder + "/encodings.json", "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]\n")


main()
