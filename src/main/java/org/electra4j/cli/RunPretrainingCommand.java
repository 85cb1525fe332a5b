package org.electra4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.cluster.Workers;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.pretraining.PretrainingRun;
import org.electra4j.pretraining.TensorRange;
import org.electra4j.spark.SparkWorkers;
import org.electra4j.training.Progress;
import org.electra4j.training.StopSignal;

/** Pretrains or evaluates a model (original: {@code run_pretraining.py}). */
final class RunPretrainingCommand implements Command {
  @Override
  public String name() {
    return "run-pretraining";
  }

  @Override
  public String summary() {
    return "pretrain a model, or evaluate one with do_eval";
  }

  @Override
  public Options options() {
    Options options =
        RunOptions.options("where vocab.txt and pretrain_tfrecords are and models goes");
    WorkerOptions.addTo(options);
    return options
        .addOption(
            CommandOptions.value(
                "replay",
                "FILE",
                "repeat the step whose batch a training left here because its loss was not finite,"
                    + " and name the first tensor that is not"))
        .addOption(
            CommandOptions.value(
                "profile",
                "FILE",
                "instead of training, run a few steps that are not saved and write a timeline of"
                    + " the last (open it in ui.perfetto.dev)"));
  }

  @Override
  public String examples() {
    return """
        electra run-pretraining --data-dir data --model-name electra_small
        electra run-pretraining --data-dir data --model-name tiny --preset debug
        electra run-pretraining --data-dir data --model-name electra_small \\
          --hparams '{"train_batch_size": 16, "num_train_steps": 2000, "num_warmup_steps": 200}'
        electra run-pretraining --data-dir data --model-name electra_small \\
          --hparams '{"do_train": false, "do_eval": true}'
        electra run-pretraining --data-dir data --model-name electra_small --profile step.json

        electra run-pretraining --data-dir data --model-name electra_small \\
          --workers node1:2222,node2:2222 --worker-index 0     # and on node2 with index 1
        electra run-pretraining --data-dir /shared/data --model-name electra_small \\
          --spark-master spark://host:7077 --num-workers 4

        Checkpoints and TensorBoard events go to DATA_DIR/models/NAME; the same command goes on
        where it was. SIGINT and SIGTERM save a checkpoint and end the run with status 0.

        Workers are started by hand with the same options but their index; each needs the data, and
        worker 0 has the checkpoints. If one is lost the others stop; the same command, also with
        another number of workers, goes on. TensorFlow's server knows no passwords, runs what it is
        sent and listens on all interfaces, whatever address is given: put workers into a network
        where only you can reach their ports.
        """;
  }

  @Override
  public int run(CommandLine line) {
    RunOptions options = RunOptions.of(line);
    PretrainingConfig config =
        PretrainingConfig.of(options.modelName(), options.dataDir(), options.hparams());
    if (config.doTrain() == config.doEval()) {
      throw new BadInputException(
          "do_train and do_eval are both "
              + config.doTrain()
              + ", expected exactly one of them to be true");
    }
    config.lines().forEach(System.out::println);
    if (SparkArguments.given(line)) {
      trainOnSpark(line, options, config);
    } else if (line.hasOption("replay")) {
      replay(config, Path.of(line.getOptionValue("replay")));
    } else if (line.hasOption("profile")) {
      StepProfile.write(PretrainingRun.profile(config), Path.of(line.getOptionValue("profile")));
    } else if (config.doTrain()) {
      train(config, WorkerOptions.of(line));
    } else {
      evaluate(config);
    }
    return 0;
  }

  private void train(PretrainingConfig config, Optional<Workers> workers) {
    try (StopSignal stop = new StopSignal();
        PretrainingReport report = new PretrainingReport(config)) {
      PretrainingRun.Outcome outcome =
          workers.isEmpty()
              ? PretrainingRun.train(config, report::start, stop)
              : PretrainingRun.train(
                  config, workers.get(), why -> Main.halt(this, why), report::start, stop);
      printEnd(config, outcome.lastStep());
    }
  }

  private static void trainOnSpark(CommandLine line, RunOptions options, PretrainingConfig config) {
    if (!config.doTrain() || line.hasOption("replay") || line.hasOption("profile")) {
      throw new BadInputException("Spark is for training alone; leave --spark-master out");
    }
    SparkPretraining program =
        new SparkPretraining(
            options.modelName(),
            options.dataDir().toAbsolutePath().toString(),
            options.hparams().toString());
    try (StopSignal stop = new StopSignal()) {
      OptionalLong last =
          SparkWorkers.run(SparkArguments.of(line), WorkerOptions.onSpark(line), program, stop);
      if (last.isPresent()) {
        printEnd(config, last.getAsLong());
      } else {
        System.out.println("stopped; checkpoints are in " + config.modelDir());
      }
    }
  }

  private static void printEnd(PretrainingConfig config, long lastStep) {
    System.out.printf(
        "%s at step %d of %d; checkpoints are in %s%n",
        lastStep == config.numTrainSteps() ? "finished" : "stopped",
        lastStep,
        config.numTrainSteps(),
        config.modelDir());
  }

  private static void replay(PretrainingConfig config, Path dump) {
    List<TensorRange> ranges = PretrainingRun.replay(config, dump);
    for (TensorRange range : ranges) {
      System.out.printf(
          Locale.ROOT,
          "%-70s %13.6g %13.6g %s%n",
          range.name(),
          range.min(),
          range.max(),
          range.notFinite() == 0 ? "" : range.notFinite() + " not finite");
    }
    System.out.println(
        ranges.stream()
            .filter(range -> range.notFinite() > 0)
            .findFirst()
            .map(range -> "the first tensor that is not finite: " + range.name())
            .orElse("all tensors are finite"));
  }

  private static void evaluate(PretrainingConfig config) {
    PretrainingRun.Evaluation evaluation;
    try (Progress progress =
        Progress.start("evaluating", 0, config.numEvalSteps(), config.logSteps())) {
      evaluation = PretrainingRun.evaluate(config, done -> progress.update(done, Map.of()));
    }
    Map<String, Double> sorted = new TreeMap<>(evaluation.metrics());
    StringBuilder lines = new StringBuilder();
    sorted.forEach((key, value) -> lines.append(key).append(" = ").append(value).append('\n'));
    lines.append("global_step = ").append(evaluation.step()).append('\n');
    System.out.print(lines.toString().indent(2));
    Path text = Path.of(config.resultsTxt());
    AtomicFiles.writeString(text, lines.toString());
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("checkpoint", evaluation.checkpoint().toString());
    results.put("global_step", evaluation.step());
    results.put("metrics", sorted);
    Json.write(text.resolveSibling("results.json"), results);
  }
}
