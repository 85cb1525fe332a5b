package org.electra4j.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Directories;

/** The output directory of the demo: cleared of an earlier demo, and of nothing else. */
final class DemoFiles {
  private static final String MARK = ".electra-demo";

  private DemoFiles() {}

  /**
   * Makes room for a new run.
   *
   * @throws BadInputException if the directory holds data or a model that no demo made
   */
  static void prepare(DemoOptions options) {
    Path mark = options.outputDir().resolve(MARK);
    List<Path> ours =
        List.of(
            options.trainingText().getParent(),
            options.trainingRecords(),
            options.heldOutRecords(),
            options.modelDir());
    if (!Files.exists(mark)) {
      for (Path directory : ours) {
        if (Files.exists(directory)) {
          throw new BadInputException(
              directory + " is there and was not made by the demo; choose another --output-dir");
        }
      }
    }
    AtomicFiles.writeString(
        mark,
        "electra demo made the data and the model here, and clears them when it runs again.\n");
    ours.forEach(Directories::delete);
    AtomicFiles.deleteQuietly(options.results());
    AtomicFiles.deleteQuietly(options.report());
  }
}
