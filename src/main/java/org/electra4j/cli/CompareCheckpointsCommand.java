package org.electra4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.conversion.CheckpointComparison;
import org.electra4j.conversion.OpenCheckpoint;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/** Compares two checkpoints tensor by tensor. */
final class CompareCheckpointsCommand implements Command {
  @Override
  public String name() {
    return "compare-checkpoints";
  }

  @Override
  public String summary() {
    return "differences of two checkpoints of any formats; exits 1 if they do not agree";
  }

  @Override
  public String arguments() {
    return "A B";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            CommandOptions.value(
                "tolerance", "X", "largest absolute difference of agreeing tensors (default: 0)"))
        .addOption(CommandOptions.flag("json", "print JSON"));
  }

  @Override
  public String examples() {
    return """
        ./electra compare-checkpoints electra_small/electra_small huggingface/electra-small
        ./electra compare-checkpoints model.ckpt-100 model.ckpt-200 --tolerance 1e-3 --json
        """;
  }

  @Override
  public int run(CommandLine line) {
    List<String> paths = line.getArgList();
    if (paths.size() != 2) {
      throw new BadInputException(paths.size() + " paths, expected two checkpoints");
    }
    double tolerance = NumberOptions.notNegative(line, "tolerance", 0);
    CheckpointComparison comparison;
    try (OpenCheckpoint a = OpenCheckpoint.open(Path.of(paths.get(0)));
        OpenCheckpoint b = OpenCheckpoint.open(Path.of(paths.get(1)))) {
      comparison = CheckpointComparison.of(a, b);
    }
    if (line.hasOption("json")) {
      System.out.print(Json.write(comparison.toJson(tolerance)));
    } else {
      print(comparison, tolerance);
    }
    return comparison.agrees(tolerance) ? 0 : 1;
  }

  private static void print(CheckpointComparison comparison, double tolerance) {
    int width = 4;
    for (CheckpointComparison.Row row : comparison.tensors()) {
      width = Math.max(width, row.name().length());
    }
    String format = "%-" + width + "s  %12s  %12s%n";
    System.out.printf(format, "name", "max absolute", "max relative");
    for (CheckpointComparison.Row row : comparison.tensors()) {
      if (row.problem() != null) {
        System.out.printf("%-" + width + "s  %s%n", row.name(), row.problem());
      } else {
        System.out.printf(
            Locale.ROOT,
            format,
            row.name(),
            String.format(Locale.ROOT, "%.4g", row.maxAbsolute()),
            String.format(Locale.ROOT, "%.4g", row.maxRelative()));
      }
    }
    comparison.onlyInA().forEach(name -> System.out.println("only in A: " + name));
    comparison.onlyInB().forEach(name -> System.out.println("only in B: " + name));
    System.out.printf(
        Locale.ROOT,
        "%n%d tensors compared, %d missing: %s%n",
        comparison.tensors().size(),
        comparison.missing().size(),
        (comparison.agrees(tolerance) ? "agree" : "do not agree") + " within " + tolerance);
  }
}
