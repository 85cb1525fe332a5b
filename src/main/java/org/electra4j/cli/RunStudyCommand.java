package org.electra4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.config.Hparams;
import org.electra4j.io.Json;
import org.electra4j.io.TextTable;
import org.electra4j.study.StudyLayout;
import org.electra4j.study.StudyOptions;
import org.electra4j.study.StudyOutlook;
import org.electra4j.study.StudyPart;
import org.electra4j.study.StudyRun;
import org.electra4j.study.plan.PlanReader;
import org.electra4j.study.plan.StudyPlan;
import org.electra4j.training.ProgressFormat;
import org.electra4j.training.StopSignal;

/** Runs the replication study, or a part of it, by a plan. */
final class RunStudyCommand implements Command {
  private static final String PARALLEL = "parallel";

  @Override
  public String name() {
    return "run-study";
  }

  @Override
  public String summary() {
    return "run a whole study: pretrainings, and fine-tunings of their checkpoints";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            CommandOptions.required(
                "plan", "NAME|FILE", "a file of configs/ without .json, or a plan in JSON"))
        .addOption(
            CommandOptions.value(
                "corpus-dir",
                "DIR",
                "text files to train vocabulary and models on; without it, DATA_DIR has vocab.txt"
                    + " and pretrain_tfrecords"))
        .addOption(CommandOptions.required("data-dir", "DIR", "where finetuning_data/<task> is"))
        .addOption(
            CommandOptions.value(
                "output-dir", "DIR", "where everything goes (default: the name of the plan)"))
        .addOption(CommandOptions.flag("dry-run", "show what would be done and how long it takes"))
        .addOption(
            CommandOptions.value(
                PARALLEL, "N|auto", "fine-tunings at once, in place of the plan's number"))
        .addOption(CommandOptions.flag("json", "print the parts of the study as JSON"));
  }

  @Override
  public String examples() {
    return """
        electra run-study --plan study-mini --corpus-dir corpus --data-dir data --dry-run
        electra run-study --plan study-mini --corpus-dir corpus --data-dir data --output-dir mini

        The same command goes on where it was, whatever ended it. SIGINT and SIGTERM save
        checkpoints and end it with status 0. Status 1: some parts failed, the others are done.
        docs/study.md describes plans.
        """;
  }

  @Override
  public int run(CommandLine line) throws InterruptedException {
    StudyOptions options = options(line);
    if (line.hasOption("dry-run")) {
      print(new StudyOutlook(options).parts(), line.hasOption("json"));
      return 0;
    }
    StudyRun.Outcome outcome;
    try (StopSignal stop = new StopSignal()) {
      outcome = new StudyRun(options, stop, System.err::println).run();
    }
    Path root = options.layout().root();
    if (line.hasOption("json")) {
      print(new StudyOutlook(options).parts(), true);
    }
    outcome.failures().forEach((part, why) -> System.err.println(part + " failed: " + why));
    if (!outcome.whole()) {
      System.err.println("stopped; the same command goes on");
      return 0;
    }
    System.err.printf(
        "%s: %s%n", outcome.failures().isEmpty() ? "finished" : "the rest is finished", root);
    return outcome.failures().isEmpty() ? 0 : 1;
  }

  private static StudyOptions options(CommandLine line) {
    String name = line.getOptionValue("plan");
    ObjectNode json = Hparams.read(null, name);
    if (line.hasOption(PARALLEL)) {
      json.put(PARALLEL, line.getOptionValue(PARALLEL));
    }
    StudyPlan plan = PlanReader.read(json, name);
    return new StudyOptions(
        plan,
        Optional.ofNullable(line.getOptionValue("corpus-dir")).map(Path::of),
        Path.of(line.getOptionValue("data-dir")),
        new StudyLayout(Path.of(line.getOptionValue("output-dir", plan.name()))),
        Main.version());
  }

  private static void print(List<StudyPart> parts, boolean json) {
    double seconds = 0;
    double flops = 0;
    for (StudyPart part : parts) {
      seconds += part.isDone() ? 0 : part.seconds();
      flops += part.flops();
    }
    if (json) {
      ObjectNode all = Json.mapper().createObjectNode();
      ArrayNode array = all.putArray("parts");
      parts.forEach(part -> array.add(Json.mapper().<ObjectNode>valueToTree(part)));
      all.put("seconds_left", seconds).put("flops", flops);
      System.out.print(Json.write(all));
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (StudyPart part : parts) {
      rows.add(row(part));
    }
    System.out.print(
        new TextTable(
                List.of("part", "kind", "status", "steps", "sequences", "FLOPs", "MB", "time"),
                rows)
            .plain());
    System.out.printf(
        Locale.ROOT,
        "%,d parts, %.2e FLOPs; about %s left, one part after another%n",
        parts.size(),
        flops,
        ProgressFormat.time(seconds));
  }

  private static List<String> row(StudyPart part) {
    return List.of(
        part.name(),
        part.kind(),
        part.status().isEmpty() ? "to do" : part.status(),
        String.format(Locale.ROOT, "%,d", part.steps()),
        String.format(Locale.ROOT, "%,d", part.sequences()),
        String.format(Locale.ROOT, "%.2e", part.flops()),
        String.format(Locale.ROOT, "%,d", part.diskBytes() / 1_000_000),
        ProgressFormat.time(part.seconds()));
  }
}
