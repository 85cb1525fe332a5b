package org.electra4j.data;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.electra4j.io.BadInputException;
import org.electra4j.tokenization.Vocabulary;

/** Checks every block of a token store. */
public final class TokenStoreVerifier {
  /** Problems that are told; more of them are counted. */
  private static final int PROBLEMS_TOLD = 20;

  private TokenStoreVerifier() {}

  /**
   * What was found.
   *
   * @param badBlocks blocks of ids with a problem
   * @param problems one line each, naming file and byte offset
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Result(
      long documents, long tokens, int vocabSize, long badBlocks, List<String> problems) {}

  /**
   * Reads a store to its end.
   *
   * @param vocabulary that it must be of, if any
   * @param progress is told the bytes read so far
   * @throws BadInputException if it cannot be opened or is of another vocabulary
   */
  public static Result verify(Path file, Optional<Vocabulary> vocabulary, LongConsumer progress) {
    TokenStore store =
        vocabulary.map(v -> TokenStore.open(file, v)).orElseGet(() -> TokenStore.open(file));
    List<String> problems = new ArrayList<>();
    long bad = 0;
    long read = 0;
    for (long block = 0; block < store.blocks(); block++) {
      try {
        read += store.checkBlock(block);
        progress.accept(read);
      } catch (BadInputException e) {
        if (bad++ < PROBLEMS_TOLD) {
          problems.add(e.getMessage());
        }
      }
    }
    return new Result(store.documents(), store.tokens(), store.vocabSize(), bad, problems);
  }
}
