package org.electra4j.tokenization;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Utf8LineReader;

/**
 * The tokens of a {@code vocab.txt}: one a line, the first of them id 0. As in the original's
 * {@code load_vocab} white space around a token is dropped, an empty line is an (unreachable) empty
 * token, and where a token stands twice the later id is its id, while both ids name it. Or the
 * tokens of a {@code tokenizer.json} or of a SentencePiece model, whose special tokens have names
 * of their own. Immutable.
 */
public final class Vocabulary {
  static final String UNK = "[UNK]";

  /** The tokens that every {@code vocab.txt} must have. */
  static final List<String> SPECIAL_TOKENS = SpecialTokenNames.ORIGINAL.all();

  private final List<String> tokens;
  private final Map<String, Integer> ids;
  private final SpecialTokenNames names;

  private Vocabulary(List<String> tokens, SpecialTokenNames names) {
    this.tokens = List.copyOf(tokens);
    this.names = names;
    this.ids = new HashMap<>(tokens.size() * 2);
    for (int id = 0; id < tokens.size(); id++) {
      ids.put(tokens.get(id), id);
    }
  }

  /**
   * Reads a {@code vocab.txt}, a {@code tokenizer.json} if the file's name ends in .json, or a
   * SentencePiece model if it ends in .model.
   *
   * @throws BadInputException if the file cannot be read, is empty, is not UTF-8 or lacks special
   *     tokens
   */
  public static Vocabulary read(Path file) {
    if (TokenizerFile.isOne(file)) {
      return TokenizerFile.read(file).vocabulary();
    }
    if (SentencePieceFile.isOne(file)) {
      return SentencePieceFile.read(file).vocabulary();
    }
    List<String> tokens = new ArrayList<>();
    try (Utf8LineReader reader = Utf8LineReader.open(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        tokens.add(PythonStrings.strip(line));
      }
    } catch (IOException e) {
      throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
    return of(tokens, file.toString());
  }

  /**
   * A vocabulary of the given tokens, the first of them id 0.
   *
   * @param where what the vocabulary is, for error messages
   * @throws BadInputException if there are no tokens, or if special tokens are missing (names all
   *     that are)
   */
  public static Vocabulary of(List<String> tokens, String where) {
    return of(tokens, SpecialTokenNames.ORIGINAL, where);
  }

  /** The same with other special tokens. */
  static Vocabulary of(List<String> tokens, SpecialTokenNames names, String where) {
    if (tokens.isEmpty()) {
      throw new BadInputException(where + " is empty, expected one token a line");
    }
    Vocabulary vocabulary = new Vocabulary(tokens, names);
    List<String> missing = names.all().stream().filter(token -> vocabulary.id(token) < 0).toList();
    if (!missing.isEmpty()) {
      throw new BadInputException(where + " lacks the special tokens " + String.join(" ", missing));
    }
    return vocabulary;
  }

  /** The number of ids. */
  public int size() {
    return tokens.size();
  }

  /**
   * The token of an id.
   *
   * @throws IndexOutOfBoundsException if the id is not in [0, size)
   */
  public String token(int id) {
    return tokens.get(id);
  }

  /** The id of a token, or -1 if the vocabulary does not have it. */
  public int id(String token) {
    return ids.getOrDefault(token, -1);
  }

  /** All tokens in the order of their ids. */
  public List<String> tokens() {
    return tokens;
  }

  /** The id of {@code [PAD]}. */
  public int padId() {
    return id(names.pad());
  }

  /** The id of {@code [UNK]}. */
  public int unkId() {
    return id(names.unk());
  }

  /** The id of {@code [CLS]}. */
  public int clsId() {
    return id(names.cls());
  }

  /** The id of {@code [SEP]}. */
  public int sepId() {
    return id(names.sep());
  }

  /** The id of {@code [MASK]}. */
  public int maskId() {
    return id(names.mask());
  }
}
