package org.electra4j.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.conversion.CheckpointInspection;
import org.electra4j.conversion.OpenCheckpoint;
import org.electra4j.conversion.TensorStatistics;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/** Lists what is in a checkpoint. */
final class InspectCheckpointCommand implements Command {
  private static final int DAMAGED = 2;

  @Override
  public String name() {
    return "inspect-checkpoint";
  }

  @Override
  public String summary() {
    return "names, shapes, types, ranges and checksums of a checkpoint; exits 2 if it is damaged";
  }

  @Override
  public String arguments() {
    return "PATH";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommandOptions.flag("no-stats", "do not read the numbers: no ranges, no checks"))
        .addOption(CommandOptions.flag("json", "print JSON"));
  }

  @Override
  public String examples() {
    return """
        ./electra inspect-checkpoint data/models/my-electra
        ./electra inspect-checkpoint electra_small/electra_small --json --no-stats
        """;
  }

  @Override
  public int run(CommandLine line) {
    List<String> paths = line.getArgList();
    if (paths.size() != 1) {
      throw new BadInputException(
          paths.size() + " paths, expected one: a checkpoint's prefix, file or directory");
    }
    CheckpointInspection inspection;
    try (OpenCheckpoint checkpoint = OpenCheckpoint.open(Path.of(paths.get(0)))) {
      inspection = CheckpointInspection.of(checkpoint, !line.hasOption("no-stats"));
    }
    if (line.hasOption("json")) {
      System.out.print(Json.write(inspection.toJson()));
    } else {
      print(inspection);
    }
    inspection.problems().forEach(problem -> System.err.println("electra: " + problem));
    return inspection.problems().isEmpty() ? 0 : DAMAGED;
  }

  private static void print(CheckpointInspection inspection) {
    int width = 4;
    for (CheckpointInspection.Row row : inspection.tensors()) {
      width = Math.max(width, row.name().length());
    }
    String format = "%-" + width + "s  %-8s  %-14s  %12s  %-18s  %-8s  %s%n";
    System.out.printf(
        format, "name", "type", "shape", "bytes", "part", "checksum", "min .. max (mean)");
    for (CheckpointInspection.Row row : inspection.tensors()) {
      System.out.printf(
          Locale.ROOT,
          format,
          row.name(),
          row.dtype(),
          Arrays.toString(row.shape()),
          String.format(Locale.ROOT, "%,d", row.bytes()),
          row.part(),
          row.checksum(),
          range(row.statistics()));
    }
    System.out.printf("%n%s: %s%n", inspection.format(), inspection.path());
    inspection
        .parameters()
        .forEach((part, n) -> System.out.printf(Locale.ROOT, "  %-19s %,14d%n", part, n));
    long all = inspection.parameters().values().stream().mapToLong(Long::longValue).sum();
    System.out.printf(Locale.ROOT, "  %-19s %,14d%n", "all parameters", all);
    inspection.globalStep().ifPresent(step -> System.out.println("global step " + step));
    inspection
        .configuration()
        .forEach((scope, sizes) -> System.out.println(scope + ": " + sizes.toString()));
    inspection.notes().forEach(note -> System.out.println("note: " + note));
  }

  private static String range(TensorStatistics statistics) {
    return statistics == null
        ? ""
        : String.format(
            Locale.ROOT,
            "%.4g .. %.4g (%.4g)",
            statistics.min(),
            statistics.max(),
            statistics.mean());
  }
}
