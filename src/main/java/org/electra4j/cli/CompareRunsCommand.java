package org.electra4j.cli;

import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.study.comparison.RunComparison;
import org.electra4j.study.comparison.RunTables;
import org.electra4j.study.comparison.RunsPage;

/** Holds two runs against each other. */
final class CompareRunsCommand implements Command {
  @Override
  public String name() {
    return "compare-runs";
  }

  @Override
  public String summary() {
    return "differences of two runs: configuration, data, final metrics, curves";
  }

  @Override
  public String arguments() {
    return "A B";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            CommandOptions.value("report", "FILE.html", "write a page with the curves of both"))
        .addOption(CommandOptions.flag("json", "print JSON"));
  }

  @Override
  public String examples() {
    return """
        ./electra compare-runs data/models/first data/models/second --report runs.html
        ./electra compare-runs studies/small/pretraining/main studies/small/pretraining/wide
        ./electra compare-runs a/cola_results.json b/cola_results.json --json

        A and B: the directory of a pretrained model, the directory of a study's pretraining or
        fine-tuning, or results of fine-tuning.
        """;
  }

  @Override
  public int run(CommandLine line) {
    List<String> paths = line.getArgList();
    if (paths.size() != 2) {
      throw new BadInputException(paths.size() + " paths, expected two runs");
    }
    RunComparison comparison = RunComparison.of(Path.of(paths.get(0)), Path.of(paths.get(1)));
    System.out.print(
        line.hasOption("json") ? Json.write(comparison.toJson()) : RunTables.text(comparison));
    if (line.hasOption("report")) {
      Path file = Path.of(line.getOptionValue("report"));
      AtomicFiles.writeString(file, RunsPage.html(comparison));
      System.err.println("written to " + file);
    }
    return 0;
  }
}
