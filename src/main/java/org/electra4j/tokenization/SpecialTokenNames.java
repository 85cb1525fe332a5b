package org.electra4j.tokenization;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.electra4j.io.BadInputException;

/**
 * What a vocabulary calls the tokens that the model needs.
 *
 * @param pad fills a batch up
 * @param unk stands for text that has no tokens
 * @param cls begins every sequence
 * @param sep ends every segment
 * @param mask hides a token from the generator
 */
record SpecialTokenNames(String pad, String unk, String cls, String sep, String mask) {
  /** Those of the original's {@code vocab.txt}. */
  static final SpecialTokenNames ORIGINAL =
      new SpecialTokenNames("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  /** Those of the replication study. */
  static final SpecialTokenNames STUDY =
      new SpecialTokenNames("<PAD>", "<UNK>", "<BOS>", "<SEP>", "<MASK>");

  /**
   * Finds the names among the tokens of a {@code tokenizer.json}: the original's, RoBERTa's, or the
   * study's, in upper or lower case.
   *
   * @throws BadInputException naming a token that is missing
   */
  static SpecialTokenNames among(Set<String> tokens, String where) {
    return new SpecialTokenNames(
        find(tokens, where, "[PAD]", "<pad>"),
        find(tokens, where, "[UNK]", "<unk>"),
        find(tokens, where, "[CLS]", "<s>", "<bos>", "<cls>"),
        find(tokens, where, "[SEP]", "</s>", "<sep>", "<eos>"),
        find(tokens, where, "[MASK]", "<mask>"));
  }

  /**
   * Finds the names among the symbols of a SentencePiece model: those of ALBERT and DeBERTa, of
   * XLNet, or of a model that was trained without any ({@code <s>} and {@code </s>}). What is not
   * there has the name that ALBERT gives it, and has to be added.
   *
   * @param unk the model's piece for unknown text
   */
  static SpecialTokenNames ofSentencePiece(Set<String> symbols, String unk) {
    return new SpecialTokenNames(
        first(symbols, "<pad>", "[PAD]").orElse("<pad>"),
        unk,
        first(symbols, "[CLS]", "<cls>", "<s>").orElse("[CLS]"),
        first(symbols, "[SEP]", "<sep>", "</s>").orElse("[SEP]"),
        first(symbols, "[MASK]", "<mask>").orElse("[MASK]"));
  }

  /** All five names. */
  List<String> all() {
    return List.of(pad, unk, cls, sep, mask);
  }

  private static String find(Set<String> tokens, String where, String... names) {
    return first(tokens, names)
        .orElseThrow(
            () ->
                new BadInputException(
                    where + " lacks a special token, expected one of " + String.join(" ", names)));
  }

  /** The first of the names that is a token, as it is or in upper case. */
  private static Optional<String> first(Set<String> tokens, String... names) {
    return Stream.of(names)
        .flatMap(name -> Stream.of(name, name.toUpperCase(Locale.ROOT)))
        .filter(tokens::contains)
        .findFirst();
  }
}
