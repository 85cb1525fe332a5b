package org.electra4j.finetuning.qa;

import java.util.Locale;
import java.util.function.Consumer;
import org.electra4j.io.BadInputException;

/** Counts the questions that cannot be used and says of the first ones why. Not thread-safe. */
final class SkippedQuestions {
  /** So many are named one by one; a data set with thousands would hide all other lines. */
  private static final int NAMED = 20;

  private final boolean strict;
  private final Consumer<String> log;
  private int count;

  /**
   * @param strict whether one is an error
   * @param log takes a line for each of the first ones, and the total
   */
  SkippedQuestions(boolean strict, Consumer<String> log) {
    this.strict = strict;
    this.log = log;
  }

  /**
   * Counts one.
   *
   * @param where file, place in it and the question's id
   * @param reason what is wrong and what was expected
   * @throws BadInputException with {@code strict}
   */
  void add(String where, String reason) {
    if (strict) {
      throw new BadInputException(where + ": " + reason);
    }
    count++;
    if (count <= NAMED) {
      log.accept(where + ": " + reason);
    }
  }

  /** Their number so far. */
  int count() {
    return count;
  }

  /**
   * Logs the total if there is any to log.
   *
   * @param what happens to them, such as "skipped"
   */
  void summarize(Object file, int usable, String what) {
    if (count > 0) {
      log.accept(
          String.format(
              Locale.ROOT, "%s: %d of %d questions %s", file, count, count + usable, what));
    }
  }
}
