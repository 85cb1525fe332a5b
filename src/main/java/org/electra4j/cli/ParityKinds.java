package org.electra4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.finetuning.results.PublishedResults;
import org.electra4j.finetuning.results.ResultRow;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.parity.curve.CurvePage;
import org.electra4j.parity.glue.GluePage;
import org.electra4j.parity.glue.GlueParity;
import org.electra4j.training.curve.CurveDistance;
import org.electra4j.training.curve.LossCurve;

/** {@code check-parity glue} and {@code check-parity curve}: results and curves, not replays. */
final class ParityKinds {
  /** What may stand after {@code check-parity}. */
  static final List<String> NAMES = List.of("glue", "curve");

  private static final String PUBLISHED = "published";
  private static final double CONFIDENCE = 0.95;

  private ParityKinds() {}

  /** Adds the options that only these kinds have; {@code reference}, json and report are shared. */
  static void addOptions(Options options) {
    options
        .addOption(
            CommandOptions.value(
                "ours",
                "FILE",
                "glue: results of run-finetuning, [ROW=]FILE, may stand several times;"
                    + " curve: event files, their directory, or JSON or lines of step and loss"))
        .addOption(
            CommandOptions.value(
                "margin", "POINTS", "glue: largest difference that counts as none (default 1.0)"))
        .addOption(
            CommandOptions.value(
                "metric",
                "NAME",
                "glue: such as loss (default: mcc of CoLA, spearman of STS-B, else accuracy)"))
        .addOption(
            CommandOptions.value("tag", "NAME", "curve: which scalar of ours (default loss)"));
  }

  /** Runs the kind that is the first argument. */
  static int run(CommandLine line) {
    List<String> arguments = line.getArgList();
    if (arguments.size() != 1) {
      throw new BadInputException(
          "expected options only after '" + arguments.get(0) + "', not " + arguments);
    }
    return arguments.get(0).equals("glue") ? glue(line) : curve(line);
  }

  private static int glue(CommandLine line) {
    double margin = NumberOptions.notNegative(line, "margin", 1.0);
    if (margin == 0) {
      throw new BadInputException("--margin is 0, expected a number above 0");
    }
    String metric = line.getOptionValue("metric");
    GlueParity parity =
        new GlueParity(
            ResultRow.read(values(line, "ours", "FILE"), metric),
            references(values(line, "reference", "FILE or published"), metric),
            margin,
            CONFIDENCE);
    if (line.hasOption("json")) {
      System.out.print(Json.write(parity.toJson()));
    } else {
      System.out.print(parity.sideBySide().plain());
      System.out.printf(
          Locale.ROOT,
          "%nDifferences are ours minus the reference; TOST: equivalent within %s points%n%n",
          margin);
      System.out.print(parity.comparisons().plain());
    }
    writeReport(line, () -> GluePage.html(parity));
    return 0;
  }

  private static List<ResultRow> references(List<String> arguments, String metric) {
    List<ResultRow> rows = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (String argument : arguments) {
      if (metric != null && argument.startsWith(PUBLISHED)) {
        throw new BadInputException(
            "--metric %s: published are the main metrics only, expected a file as --reference"
                .formatted(metric));
      }
      if (argument.equals(PUBLISHED)) {
        rows.addAll(PublishedResults.read().ofElectraSmall());
      } else if (argument.startsWith(PUBLISHED + ":")) {
        rows.add(PublishedResults.read().named(argument.substring(PUBLISHED.length() + 1).strip()));
      } else {
        files.add(argument);
      }
    }
    rows.addAll(ResultRow.read(files, metric));
    return rows;
  }

  private static int curve(CommandLine line) {
    String tag = line.getOptionValue("tag", "loss");
    LossCurve ours = LossCurve.read(Path.of(single(line, "ours")), tag);
    LossCurve reference = LossCurve.read(Path.of(single(line, "reference")), tag);
    CurveDistance distance = CurveDistance.of(ours, reference);
    System.out.print(line.hasOption("json") ? Json.write(distance.toJson()) : distance.text());
    writeReport(line, () -> CurvePage.html(ours, reference));
    return 0;
  }

  private static void writeReport(CommandLine line, java.util.function.Supplier<String> html) {
    if (line.hasOption("report")) {
      Path file = Path.of(line.getOptionValue("report"));
      AtomicFiles.writeString(file, html.get());
      System.err.println("written to " + file);
    }
  }

  private static String single(CommandLine line, String option) {
    List<String> values = values(line, option, "FILE");
    if (values.size() > 1) {
      throw new BadInputException(
          "--" + option + " stands " + values.size() + " times, expected one");
    }
    return values.get(0);
  }

  private static List<String> values(CommandLine line, String option, String what) {
    if (!line.hasOption(option)) {
      throw new BadInputException("no --" + option + ", expected --" + option + " " + what);
    }
    return List.of(line.getOptionValues(option));
  }
}
