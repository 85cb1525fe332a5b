package org.electra4j.finetuning.results;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.PythonFormat;

/**
 * A zip file for the GLUE benchmark: a tab-separated file a task with the header {@code index,
 * prediction}, labels as words where the task's data has words, STS-B as a number from 0 to 5.
 *
 * @param zip the file written
 * @param files what it holds
 * @param missing files of the benchmark for which there are no predictions
 * @param warnings files with which the benchmark will not be content, a line each
 */
public record GlueSubmission(
    Path zip, List<String> files, List<String> missing, List<String> warnings) {

  /**
   * A file of the benchmark.
   *
   * @param rows examples of the test set
   * @param splits the tasks and splits whose predictions it holds, the first one that is there
   */
  private record Part(String name, int rows, List<String> splits) {}

  private static final List<Part> PARTS =
      List.of(
          new Part("CoLA", 1063, List.of("cola_test")),
          new Part("MNLI-m", 9796, List.of("mnli_test_matched")),
          new Part("MNLI-mm", 9847, List.of("mnli_test_mismatched")),
          new Part("MRPC", 1725, List.of("mrpc_test")),
          new Part("QNLI", 5463, List.of("qnli_test")),
          new Part("QQP", 390965, List.of("qqp_test")),
          new Part("RTE", 3000, List.of("rte_test")),
          new Part("SST-2", 1821, List.of("sst_test")),
          new Part("STS-B", 1379, List.of("sts_test")),
          new Part("WNLI", 146, List.of("wnli_test")),
          new Part("AX", 1104, List.of("mnli_diagnostic", "ax_test")));

  private static final String NUMBERS = "STS-B";
  private static final double LARGEST = 5;
  private static final int DECIMALS = 3;
  private static final LocalDateTime TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

  /**
   * Puts together all predictions of a trial that are there, of whichever runs.
   *
   * @param pattern the hparam {@code test_predictions}; the zip is written beside these files as
   *     {@code glue_submission_<trial>.zip}
   * @return what was written; empty if there are no predictions on the benchmark's test sets
   * @throws BadInputException if a file of predictions is damaged
   */
  public static Optional<GlueSubmission> write(String pattern, int trial) {
    Map<String, String> files = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (Part part : PARTS) {
      Optional<Path> source =
          part.splits().stream()
              .map(split -> predictions(pattern, split, trial))
              .filter(Files::exists)
              .findFirst();
      String name = part.name() + ".tsv";
      if (source.isEmpty()) {
        missing.add(name);
      } else {
        SortedMap<Integer, String> rows = TestPredictions.read(source.get());
        warning(part, rows).ifPresent(warnings::add);
        files.put(name, text(part, rows, source.get()));
      }
    }
    if (files.isEmpty()) {
      return Optional.empty();
    }
    Path zip =
        predictions(pattern, "cola_test", trial)
            .resolveSibling("glue_submission_" + trial + ".zip");
    AtomicFiles.write(zip, out -> zip(files, out));
    return Optional.of(new GlueSubmission(zip, List.copyOf(files.keySet()), missing, warnings));
  }

  private static Path predictions(String pattern, String split, int trial) {
    int afterTask = split.indexOf('_');
    return TestPredictions.file(
        pattern, split.substring(0, afterTask), split.substring(afterTask + 1), trial);
  }

  private static Optional<String> warning(Part part, SortedMap<Integer, String> rows) {
    boolean isWhole = rows.size() == part.rows() && rows.lastKey() == part.rows() - 1;
    return isWhole
        ? Optional.empty()
        : Optional.of(
            "%s.tsv has %d rows%s, the benchmark's test set has %d, numbered from 0"
                .formatted(
                    part.name(),
                    rows.size(),
                    rows.isEmpty() ? "" : " up to index " + rows.lastKey(),
                    part.rows()));
  }

  private static String text(Part part, SortedMap<Integer, String> rows, Path source) {
    UnaryOperator<String> form =
        part.name().equals(NUMBERS) ? v -> number(v, source) : UnaryOperator.identity();
    StringBuilder text = new StringBuilder("index\tprediction\n");
    rows.forEach((index, value) -> text.append(index + "\t" + form.apply(value) + "\n"));
    return text.toString();
  }

  private static String number(String value, Path source) {
    try {
      double number = Double.parseDouble(value);
      return PythonFormat.fixed(Math.max(0, Math.min(LARGEST, number)), DECIMALS);
    } catch (NumberFormatException e) {
      throw new BadInputException(source + ": prediction '" + value + "', expected a number", e);
    }
  }

  private static void zip(Map<String, String> files, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    for (Map.Entry<String, String> file : files.entrySet()) {
      ZipEntry entry = new ZipEntry(file.getKey());
      entry.setTimeLocal(TIME); // the same predictions give the same bytes
      zip.putNextEntry(entry);
      zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    zip.finish();
  }
}
