"""Writes the byte-level BPE goldens with Hugging Face's `tokenizers` (pip install tokenizers).

usage: make_bpe_goldens.py FOLDER STUDY_TOKENIZER_JSON

Trains FOLDER/tokenizer.json on FOLDER/corpus.txt, and writes FOLDER/encodings.json: texts with
their ids by that file and by the study's.
"""

import json
import random
import sys

from tokenizers import ByteLevelBPETokenizer, Tokenizer

SPECIAL = ["<PAD>", "<MASK>", "<BOS>", "<EOS>", "<SEP>", "<UNK>"]
PIECES = list(" \t\n'\"sdtmrevlAZ09\u00bd\u0663\u00e9\u00df\u0130\u03a3\u4e2d\uff71\ud55c\U0001f642")
PIECES += list("\u200d\u0301\u200b\u00a0\u3000\u2028\u0085\x0b\x1c\ufeff_-\u2014\U00010d40\U000105c0\u1c89\x01")
PIECES += ["  ", "<MASK>", "<PAD>", "<UNK", "<BOS>", "'re", " 've", "'LL", " the", "ing", "hello"]


def texts(corpus):
    yield ""
    yield "a" * 300 + " " * 50 + "'" * 60
    yield from corpus.split("\n")[:40]
    draw = random.Random(9)
    for _ in range(160):
        yield "".join(draw.choice(PIECES) for _ in range(draw.randint(1, 20)))
    for _ in range(50):
        yield "".join(chr(draw.choice([draw.randrange(1, 0x3000), draw.randrange(0x3000, 0xD7FF),
                                       draw.randrange(0xE000, 0x10FFFF)])) for _ in range(6))


def main():
    folder, study_file = sys.argv[1:]
    trained = ByteLevelBPETokenizer()
    trained.train([folder + "/corpus.txt"], vocab_size=700, min_frequency=2,
                  special_tokens=SPECIAL, show_progress=False)
    trained.save(folder + "/tokenizer.json", pretty=False)
    study = Tokenizer.from_file(study_file)
    with open(folder + "/corpus.txt", encoding="utf-8", newline="\n") as file:
        corpus = file.read()
    rows = [{"text": text, "ids": trained.encode(text).ids, "study_ids": study.encode(text).ids}
            for text in texts(corpus)]
    with open(folder + "/encodings.json", "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]\n")


main()
