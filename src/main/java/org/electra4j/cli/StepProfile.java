package org.electra4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.electra4j.graph.StepTimeline;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.TextTable;

/** Writes the timeline of a training step and prints what cost most. */
final class StepProfile {
  private static final int ROWS = 20;

  private StepProfile() {}

  static void write(StepTimeline timeline, Path file) {
    AtomicFiles.writeString(file, timeline.traceJson());
    double all = timeline.executions().stream().mapToLong(StepTimeline.Execution::micros).sum();
    List<List<String>> rows = new ArrayList<>();
    for (StepTimeline.TypeTotal total : timeline.byType().stream().limit(ROWS).toList()) {
      rows.add(
          List.of(
              total.type(),
              String.valueOf(total.calls()),
              String.format(Locale.ROOT, "%.1f", total.micros() / 1e3),
              String.format(Locale.ROOT, "%.1f", 100 * total.micros() / all)));
    }
    System.out.print(new TextTable(List.of("operation", "calls", "ms", "%"), rows).plain());
    System.out.println("ms are summed over threads; the timeline of the step is in " + file);
  }
}
