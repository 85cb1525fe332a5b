package org.electra4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.FinetuningRun;
import org.electra4j.finetuning.TaskRegistry;
import org.electra4j.finetuning.results.FinetuningResults;
import org.electra4j.finetuning.results.ResultsTable;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.optimization.LayerwiseLearningRates;
import org.electra4j.training.StopSignal;

/** Fine-tunes a pretrained model (original: {@code run_finetuning.py}). */
final class RunFinetuningCommand implements Command {
  @Override
  public String name() {
    return "run-finetuning";
  }

  @Override
  public String summary() {
    return "fine-tune a pretrained model on tasks, and evaluate it";
  }

  @Override
  public Options options() {
    return RunOptions.options("where models and finetuning_data/<task> are")
        .addOption(
            CommandOptions.value(
                "tasks",
                "LIST",
                "tasks, separated by commas, each of which gets a model of its own, one after"
                    + " another; without this, the hparam task_names (several of them share one"
                    + " model)"))
        .addOption(
            CommandOptions.flag(
                "compare-layer-decay",
                "run with each variant of layer-wise learning-rate decay, and compare them"))
        .addOption(
            CommandOptions.value(
                "profile",
                "FILE",
                "instead of fine-tuning, run a few steps that are not saved and write a timeline"
                    + " of the last (open it in ui.perfetto.dev)"))
        .addOption(CommandOptions.flag("json", "print the results as JSON"));
  }

  @Override
  public String examples() {
    return """
        electra run-finetuning --data-dir data --model-name electra_small \\
          --hparams '{"task_names": ["cola"], "num_trials": 5}'
        electra run-finetuning --data-dir data --model-name electra_small --preset finetune-paper \\
          --tasks cola,mrpc,rte,sst --hparams '{"num_trials": 3, "train_fraction": 0.5}'
        electra run-finetuning --data-dir data --model-name electra_small --tasks cola \\
          --profile step.json

        Results go to DATA_DIR/models/NAME/results. A run that was interrupted goes on where it was;
        SIGINT and SIGTERM save a checkpoint and end it with status 0.
        """;
  }

  @Override
  public int run(CommandLine line) {
    RunOptions options = RunOptions.of(line);
    if (line.hasOption("profile")) {
      profile(plan(options, line), Path.of(line.getOptionValue("profile")));
      return 0;
    }
    Map<String, List<FinetuningResults>> results = new LinkedHashMap<>();
    try (StopSignal stop = new StopSignal()) {
      for (Planned planned : plan(options, line)) {
        FinetuningConfig config = planned.config();
        config.lines().forEach(System.err::println);
        try (FinetuningReport report = new FinetuningReport(config)) {
          boolean done = new FinetuningRun(config, TaskRegistry.tasks(config), report).run(stop);
          report
              .last()
              .ifPresent(
                  r -> results.computeIfAbsent(planned.row(), k -> new ArrayList<>()).add(r));
          if (!done) {
            System.err.println("stopped; the same command goes on");
            return 0;
          }
        }
      }
    }
    print(results, line.hasOption("json"));
    return 0;
  }

  private static void profile(List<Planned> plan, Path file) {
    if (plan.size() > 1) {
      throw new BadInputException(
          "--profile watches one model, not " + plan.size() + "; name one task in --tasks");
    }
    FinetuningConfig config = plan.get(0).config();
    try (FinetuningReport report = new FinetuningReport(config)) {
      StepProfile.write(
          new FinetuningRun(config, TaskRegistry.tasks(config), report).profile(), file);
    }
  }

  /** A run, and the row of the table in which its results stand. */
  private record Planned(String row, FinetuningConfig config) {}

  private static List<Planned> plan(RunOptions options, CommandLine line) {
    List<Planned> plan = new ArrayList<>();
    for (ObjectNode hparams : byTask(options.hparams(), line.getOptionValue("tasks"))) {
      FinetuningConfig config =
          FinetuningConfig.of(options.modelName(), options.dataDir(), hparams);
      if (!line.hasOption("compare-layer-decay")) {
        plan.add(new Planned(options.modelName(), config));
        continue;
      }
      for (LayerwiseLearningRates.Variant variant : LayerwiseLearningRates.Variant.values()) {
        ObjectNode ofVariant = hparams.deepCopy();
        ofVariant
            .put("layerwise_lr_decay_variant", variant.label())
            .put("model_dir", config.modelDir() + "_" + variant.label())
            .put(
                "test_predictions",
                config
                    .testPredictions()
                    .replaceFirst("test_predictions/", "test_predictions_" + variant.label() + "/"))
            .put(
                "results_txt",
                config
                    .resultsTxt()
                    .replaceFirst("_results\\.txt$", "_" + variant.label() + "_results.txt"));
        plan.add(
            new Planned(
                variant.label(),
                FinetuningConfig.of(options.modelName(), options.dataDir(), ofVariant)));
      }
    }
    return plan;
  }

  private static List<ObjectNode> byTask(ObjectNode hparams, String tasks) {
    if (tasks == null) {
      return List.of(hparams);
    }
    List<ObjectNode> byTask = new ArrayList<>();
    for (String task : tasks.split(",", -1)) {
      ObjectNode ofTask = hparams.deepCopy();
      ofTask.putArray("task_names").add(task.strip());
      byTask.add(ofTask);
    }
    return byTask;
  }

  private static void print(Map<String, List<FinetuningResults>> results, boolean json) {
    if (results.isEmpty()) {
      return;
    }
    if (json) {
      ObjectNode all = Json.mapper().createObjectNode();
      results.forEach(
          (row, runs) -> {
            ArrayNode array = all.putArray(row);
            runs.forEach(r -> array.add(r.toJson()));
          });
      System.out.print(Json.write(all));
      return;
    }
    List<ResultsTable.Row> rows =
        results.entrySet().stream()
            .map(e -> ResultsTable.Row.of(e.getKey(), e.getValue()))
            .toList();
    System.out.print(ResultsTable.of(rows).plain());
    System.out.print(ResultsTable.notes(rows));
    results
        .values()
        .forEach(
            runs ->
                runs.forEach(
                    r ->
                        System.out.println(
                            "written to " + r.config().get("results_txt").asText())));
  }
}
