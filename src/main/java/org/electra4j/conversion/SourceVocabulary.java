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
import org.electra4j.tokenization.Vocabulary;

/** The vocabulary that belongs to a checkpoint. */
final class SourceVocabulary {
  static final String FILE = "vocab.txt";

  /** DATA_DIR/models/NAME/finetuning_models/TASK_model_1: a vocabulary stands in DATA_DIR. */
  private static final int LEVELS = 5;

  private SourceVocabulary() {}

  /**
   * Finds it: the file that was given, or {@code vocab.txt} in the checkpoint's directory or, for a
   * model in a data directory, in one above it.
   *
   * @param rows number of embeddings; a file above the checkpoint counts only if it has that many
   */
  static Optional<Vocabulary> find(ConversionOptions options, long rows) {
    if (options.vocabulary() != null) {
      return Optional.of(Vocabulary.read(options.vocabulary()));
    }
    Path directory = options.from().toAbsolutePath().normalize();
    for (int level = 0; level < LEVELS && directory != null; level++) {
      for (String inside : new String[] {FILE, "discriminator/" + FILE}) {
        Path file = directory.resolve(inside);
        if (Files.isRegularFile(file)) {
          Vocabulary vocabulary = Vocabulary.read(file);
          if (vocabulary.size() == rows) {
            return Optional.of(vocabulary);
          }
        }
      }
      directory = directory.getParent();
    }
    return Optional.empty();
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

  /**
   * The new tokens of a file, one a line.
   *
   * @throws BadInputException if there are none, or one is empty or already known
   */
  static List<String> newTokens(Path file, Vocabulary vocabulary) {
    List<String> tokens = new ArrayList<>();
    TextFiles.forEachLine(
        file,
        line -> {
          String token = line.strip();
          if (token.isEmpty() || vocabulary.id(token) >= 0 || tokens.contains(token)) {
            throw new BadInputException(
                "%s: line %d: '%s' is empty or already in the vocabulary"
                    .formatted(file, tokens.size() + 1, token));
          }
          tokens.add(token);
        });
    if (tokens.isEmpty()) {
      throw new BadInputException(file + ": holds no tokens");
    }
    return tokens;
  }
}
