package org.electra4j.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.TextFiles;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Tokenizer;
import org.electra4j.tokenization.Vocabulary;

/**
 * The vocabulary that belongs to a checkpoint.
 *
 * @param file where it stands
 */
record SourceVocabulary(Vocabulary vocabulary, Path file) {
  static final String FILE = "vocab.txt";

  /** DATA_DIR/models/NAME/finetuning_models/TASK_model_1: a vocabulary stands in DATA_DIR. */
  private static final int LEVELS = 5;

  /**
   * Finds it: the file that was given, or {@code vocab.txt} in the checkpoint's directory or, for a
   * model in a data directory, in one above it.
   *
   * @param rows number of embeddings; a file above the checkpoint counts only if it has that many
   */
  static Optional<SourceVocabulary> find(ConversionOptions options, long rows) {
    if (options.vocabulary() != null) {
      return Optional.of(read(options.vocabulary()));
    }
    Path directory = options.from().toAbsolutePath().normalize();
    for (int level = 0; level < LEVELS && directory != null; level++) {
      for (String inside : new String[] {FILE, "discriminator/" + FILE}) {
        Path file = directory.resolve(inside);
        if (Files.isRegularFile(file)) {
          SourceVocabulary found = read(file);
          if (found.vocabulary.size() == rows) {
            return Optional.of(found);
          }
        }
      }
      directory = directory.getParent();
    }
    return Optional.empty();
  }

  private static SourceVocabulary read(Path file) {
    return new SourceVocabulary(Vocabulary.read(file), file);
  }

  /** Whether it is a {@code vocab.txt}; only that can be written again from its tokens. */
  boolean isWordPiece() {
    return Tokenizer.isWordPiece(file);
  }

  /** Whether it is a {@code tokenizer.json} of byte-level BPE. */
  boolean isByteLevelBpe() {
    return Tokenizer.isByteLevelBpe(file);
  }

  /**
   * The same with new tokens behind the others.
   *
   * @param added file of them, one a line
   * @throws BadInputException if it is no {@code vocab.txt}, if there are no new tokens, or if one
   *     is empty or already known
   */
  SourceVocabulary with(Path added) {
    if (!isWordPiece()) {
      throw new BadInputException(file + ": tokens are added to a vocab.txt of WordPiece only");
    }
    List<String> tokens = new ArrayList<>(vocabulary.tokens());
    tokens.addAll(newTokens(added));
    return new SourceVocabulary(Vocabulary.of(tokens, added.toString()), file);
  }

  /** How text is normalised: as asked for, as beside the checkpoint, or uncased. */
  static TextNormalization normalization(ConversionOptions options) {
    if (options.cased() != null) {
      return TextNormalization.of(!options.cased(), true);
    }
    Path config = options.from().resolve("tokenizer_config.json");
    if (!Files.isRegularFile(config)) {
      return TextNormalization.UNCASED;
    }
    JsonNode json = Json.read(config);
    boolean lower = json.path("do_lower_case").asBoolean(true);
    return TextNormalization.of(lower, json.path("strip_accents").asBoolean(true));
  }

  private List<String> newTokens(Path added) {
    List<String> tokens = new ArrayList<>();
    TextFiles.forEachLine(
        added,
        line -> {
          String token = line.strip();
          if (token.isEmpty() || vocabulary.id(token) >= 0 || tokens.contains(token)) {
            throw new BadInputException(
                "%s: line %d: '%s' is empty or already in the vocabulary"
                    .formatted(added, tokens.size() + 1, token));
          }
          tokens.add(token);
        });
    if (tokens.isEmpty()) {
      throw new BadInputException(added + ": holds no tokens");
    }
    return tokens;
  }
}
