package org.electra4j.parity;

import org.electra4j.io.BadInputException;

/**
 * One thing that the original was run on.
 *
 * @param folder of the bundle, such as {@code pretraining}
 * @param name within the folder
 * @param replay runs the same inputs through ours and reports the comparisons; bad input in a
 *     bundle is a {@link BadInputException}
 */
public record ParityCase(String folder, String name, Body replay) {

  /** What a case runs. */
  @FunctionalInterface
  public interface Body {
    void run(CaseReport report) throws InterruptedException;
  }

  /** Folder and name. */
  public String title() {
    return folder + "/" + name;
  }

  /** Runs it. */
  public CaseResult run() throws InterruptedException {
    long start = System.nanoTime();
    CaseReport report = new CaseReport();
    String unusable = null;
    try {
      replay.run(report);
    } catch (SkippedCaseException e) {
      return CaseResult.skipped(this, e.getMessage());
    } catch (BadInputException e) {
      unusable = e.getMessage();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new CaseResult(folder, name, report.comparisons(), unusable, null, seconds);
  }
}
