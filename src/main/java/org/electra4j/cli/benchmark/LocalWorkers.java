package org.electra4j.cli.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.cluster.FreeAddresses;
import org.electra4j.io.Json;

/** Starts the workers of {@link WorkersBenchmark} on this machine, 1, 2 and 4 of them. */
public final class LocalWorkers {
  private static final List<Integer> NUMBERS = List.of(1, 2, 4);

  private LocalWorkers() {}

  /**
   * Measures.
   *
   * @param electra the command line that starts this program in a fresh process
   * @param hparams of the run; {@code train_batch_size} is that of one worker
   * @return the chiefs' rows, with efficiencies
   */
  public static List<BenchmarkRow> run(
      List<String> electra, ObjectNode hparams, int repeats, Path scratch)
      throws IOException, InterruptedException {
    int rows = hparams.get("train_batch_size").intValue();
    List<BenchmarkRow> all = new ArrayList<>();
    for (int number : NUMBERS) {
      ObjectNode ofAll = hparams.deepCopy().put("train_batch_size", rows * number);
      List<String> command = new ArrayList<>(electra);
      command.addAll(List.of("benchmark", "workers", "--json", "--hparams", ofAll.toString()));
      command.addAll(List.of("--repeats", Integer.toString(repeats)));
      command.addAll(List.of("--workers", String.join(",", FreeAddresses.onLoopback(number))));
      for (BenchmarkRow row : measure(command, number, scratch)) {
        boolean isStep = row.seqPerS() != null;
        double alone = all.isEmpty() ? 0 : all.get(0).seqPerS();
        all.add(isStep && !all.isEmpty() ? row.withEfficiency(alone) : row);
      }
    }
    return all;
  }

  /** Runs all workers and gives what the chief printed. */
  private static List<BenchmarkRow> measure(List<String> command, int number, Path scratch)
      throws IOException, InterruptedException {
    List<Process> workers = new ArrayList<>();
    Path printed = scratch.resolve("chief-of-" + number + ".json");
    try {
      for (int i = 0; i < number; i++) {
        List<String> ofWorker = new ArrayList<>(command);
        ofWorker.addAll(List.of("--worker-index", Integer.toString(i)));
        workers.add(
            new ProcessBuilder(ofWorker)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(
                    i == 0
                        ? ProcessBuilder.Redirect.to(printed.toFile())
                        : ProcessBuilder.Redirect.DISCARD)
                .start());
      }
      for (Process worker : workers) {
        if (worker.waitFor() != 0) {
          throw new IllegalStateException("one of " + number + " workers failed");
        }
      }
    } finally {
      workers.forEach(Process::destroyForcibly);
    }
    List<BenchmarkRow> rows = new ArrayList<>();
    String json = Files.readString(printed, StandardCharsets.UTF_8);
    for (JsonNode row : Json.parse(json, "the chief's rows").get("rows")) {
      rows.add(Json.mapper().treeToValue(row, BenchmarkRow.class));
    }
    return rows;
  }
}
