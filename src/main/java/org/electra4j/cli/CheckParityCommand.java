package org.electra4j.cli;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.graph.Sessions;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.TemporaryDirectory;
import org.electra4j.parity.BuiltInBundle;
import org.electra4j.parity.CaseResult;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.replay.ReplaySettings;
import org.electra4j.parity.replay.Replays;
import org.electra4j.parity.report.ParityJson;
import org.electra4j.parity.report.ParityPage;
import org.electra4j.parity.report.ParityText;

/** Replays what the original computed and compares. */
final class CheckParityCommand implements Command {
  private static final List<String> PRECISIONS = List.of("fp32", "bf16");
  private static final int MOST_TOWERS = 64;

  @Override
  public String name() {
    return "check-parity";
  }

  @Override
  public String summary() {
    return "replays what the original computed and compares every number; exits 1 if one departs";
  }

  @Override
  public String arguments() {
    return "[" + String.join("|", ParityKinds.NAMES) + "]";
  }

  @Override
  public Options options() {
    Options options = replayOptions();
    ParityKinds.addOptions(options);
    return options;
  }

  private static Options replayOptions() {
    return new Options()
        .addOption(
            CommandOptions.value(
                "reference", "DIR", "a reference bundle (docs/parity.md; default: the built-in)"))
        .addOption(
            CommandOptions.value(
                "checkpoint", "CKPT", "weights for cases of real size, which do not hold them"))
        .addOption(
            CommandOptions.value(
                "vocab-file", "FILE", "vocabulary of the bundle's texts (default: its vocab.txt)"))
        .addOption(
            CommandOptions.value(
                "cases", "GLOB", "only these, such as 'pretraining/*' (default: all)"))
        .addOption(
            CommandOptions.value(
                "precision", "P", "of our matrix products: fp32 (default) or bf16"))
        .addOption(
            CommandOptions.value(
                "towers", "N", "parts of a batch side by side (default: as training would)"))
        .addOption(
            CommandOptions.value("report", "FILE", "write an HTML page with plots of the errors"))
        .addOption(CommandOptions.flag("json", "print JSON with every comparison"));
  }

  @Override
  public String examples() {
    return """
        ./electra check-parity
        ./electra check-parity --reference bundle
        ./electra check-parity --reference bundle --cases 'optimizer/*' --json
        ./electra check-parity glue --ours results.json --reference published
        ./electra check-parity curve --ours models/m --reference bundle/optimizer/run/meta.json
        ./electra check-parity --reference bundle --checkpoint model.ckpt-1000000 --precision bf16
        """;
  }

  @Override
  public int run(CommandLine line) throws InterruptedException {
    List<String> arguments = line.getArgList();
    if (!arguments.isEmpty() && ParityKinds.NAMES.contains(arguments.get(0))) {
      return ParityKinds.run(line);
    }
    if (!arguments.isEmpty()) {
      throw new BadInputException(
          "%s: expected %s, or options only"
              .formatted(arguments, String.join(" or ", ParityKinds.NAMES)));
    }
    List<CaseResult> results;
    if (line.hasOption("reference")) {
      results = replay(path(line, "reference"), line);
    } else {
      try (TemporaryDirectory unpacked = TemporaryDirectory.create("electra4j-reference")) {
        BuiltInBundle.unpack(unpacked.path());
        results = replay(unpacked.path(), line);
      }
    }
    if (line.hasOption("report")) {
      writeReport(results, line);
    }
    if (line.hasOption("json")) {
      System.out.print(Json.write(ParityJson.of(results)));
    } else {
      System.out.println(ParityText.summary(results));
    }
    return ParityText.count(results, CaseResult.Outcome.FAIL) == 0 ? 0 : 1;
  }

  private static void writeReport(List<CaseResult> results, CommandLine line) {
    Path file = Path.of(line.getOptionValue("report"));
    String settings =
        "Matrix products in %s.".formatted(line.getOptionValue("precision", PRECISIONS.get(0)));
    String reference = line.getOptionValue("reference", "the built-in bundle");
    AtomicFiles.writeString(file, ParityPage.html(reference, settings, results));
    System.err.println("written to " + file);
  }

  private static List<CaseResult> replay(Path directory, CommandLine line)
      throws InterruptedException {
    ReferenceBundle bundle =
        ReferenceBundle.open(directory, path(line, "vocab-file"), path(line, "checkpoint"));
    return run(wanted(Replays.cases(bundle, settings(line)), line), !line.hasOption("json"));
  }

  private static List<CaseResult> run(List<ParityCase> cases, boolean table)
      throws InterruptedException {
    ParityText text =
        new ParityText(cases.stream().mapToInt(c -> c.title().length()).max().orElse(0));
    if (table) {
      System.out.println(text.head());
    }
    List<CaseResult> results = new ArrayList<>();
    for (ParityCase one : cases) {
      CaseResult result = one.run();
      results.add(result);
      if (table) {
        System.out.println(text.row(result));
      }
    }
    return results;
  }

  private static List<ParityCase> wanted(List<ParityCase> cases, CommandLine line) {
    if (!line.hasOption("cases")) {
      return cases;
    }
    String glob = line.getOptionValue("cases");
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    List<ParityCase> wanted =
        cases.stream().filter(c -> matcher.matches(Path.of(c.title()))).toList();
    if (wanted.isEmpty()) {
      throw new BadInputException(
          "--cases %s fits no case, expected such as %s".formatted(glob, cases.get(0).title()));
    }
    return wanted;
  }

  private static ReplaySettings settings(CommandLine line) {
    OptionalInt towers = NumberOptions.integer(line, "towers");
    if (towers.isPresent() && (towers.getAsInt() < 1 || towers.getAsInt() > MOST_TOWERS)) {
      throw new BadInputException(
          "--towers is %d, expected 1 to %d".formatted(towers.getAsInt(), MOST_TOWERS));
    }
    return new ReplaySettings(precision(line), towers);
  }

  private static Sessions.Precision precision(CommandLine line) {
    String precision = line.getOptionValue("precision", PRECISIONS.get(0));
    if (!PRECISIONS.contains(precision)) {
      throw new BadInputException(
          "--precision is %s, expected one of %s"
              .formatted(precision, String.join(", ", PRECISIONS)));
    }
    return Sessions.Precision.valueOf(precision.toUpperCase(Locale.ROOT));
  }

  private static Path path(CommandLine line, String option) {
    return line.hasOption(option) ? Path.of(line.getOptionValue(option)) : null;
  }
}
