package org.electra4j.parity.replay;

import java.nio.file.Path;
import java.util.List;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;

/** Cases that are directories of a folder. */
final class DirectoryCases {
  /** Replays one of them. */
  @FunctionalInterface
  interface Body {
    void run(ReferenceBundle bundle, Path dir, CaseReport report) throws InterruptedException;
  }

  private DirectoryCases() {}

  /**
   * The cases of a folder.
   *
   * @param holding a file by which a case is known
   */
  static List<ParityCase> of(ReferenceBundle bundle, String folder, String holding, Body body) {
    return bundle.directories(folder, holding).stream()
        .map(
            dir ->
                new ParityCase(
                    folder, dir.getFileName().toString(), report -> body.run(bundle, dir, report)))
        .toList();
  }
}
