"""Invented text: words, odd characters and sentences, drawn from a seed."""

import random

# One character or more of each kind that tokenizers treat in a way of its own.
ODD = (
    list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
    + list("éèêëáàâäãåíïîóöôõøúüûñçßæœÿžšđłışŞİIıǅ")
    + list("中文字日本語漢字한국어조선말ไทยहिन्दीعربيעברית")
    + list("АбвГде ΑβγΣσς")
    + ["\u00a0", "\u2028", "\u0085", "\u001c", "\u200b", "\u3000", "\ufeff", "\u00ad", "\t", "\n",
       "\x00", "\x07", "\u0301", "e\u0301", "\u200d", "\U0001F600", "\U00020000", "\uFFFD",
       "ﬁ", "Å", "½", "№", "…", "“", "”", "’", "—", "–", "¿", "¡", "×", "€", "£", "™", "＄", "～"]
)
SPECIAL = ["[CLS]", "[MASK]", "[PAD]", "[UNK]", "[SEP]"]


class Words:
    """Words of a vocabulary, whole ones and such as it does not hold."""

    def __init__(self, seed, vocab_file):
        self.random = random.Random(seed)
        with open(vocab_file, encoding="utf-8") as lines:
            entries = [line.rstrip("\n") for line in lines]
        self.whole = [e for e in entries if e.isascii() and e.isalpha() and len(e) > 1]
        self.pieces = [e[2:] for e in entries if e.startswith("##") and e.isascii() and len(e) > 3]

    def word(self):
        draw = self.random.random()
        if draw < 0.7:
            word = self.random.choice(self.whole)
        elif draw < 0.9:
            word = self.random.choice(self.whole) + self.random.choice(self.pieces)
        else:
            word = "".join(self.random.choice("abcdefghijklmnopqrstuvwxyz")
                           for _ in range(self.random.randint(1, 12)))
        return word.capitalize() if self.random.random() < 0.15 else word

    def sentence(self, longest=14):
        words = [self.word() for _ in range(self.random.randint(1, longest))]
        if self.random.random() < 0.2:
            words[self.random.randrange(len(words))] += self.random.choice(
                [",", ";", "'s", "-like", " (so)", " 3.5", " é", " naïve", ' "quoted"'])
        return " ".join(words) + self.random.choice([".", ".", ".", "!", "?"])

    def odd_string(self):
        """Words and odd characters run together."""
        parts = []
        for _ in range(self.random.randint(1, 12)):
            draw = self.random.random()
            if draw < 0.45:
                parts.append(self.word())
            elif draw < 0.85:
                parts.append(self.random.choice(ODD))
            elif draw < 0.9:
                parts.append(self.random.choice(SPECIAL))
            else:
                parts.append(str(self.random.randint(0, 10000)))
            parts.append(self.random.choice(["", "", " ", "  "]))
        if self.random.random() < 0.02:
            parts.append("x" * self.random.randint(195, 205))
        return "".join(parts)
