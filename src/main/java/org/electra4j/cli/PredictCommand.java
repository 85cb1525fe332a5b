package org.electra4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.checkpoint.CheckpointPaths;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.config.Hparams;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.finetuning.FinetunedModel;
import org.electra4j.finetuning.TaskRegistry;
import org.electra4j.finetuning.task.Example;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.Task;
import org.electra4j.finetuning.task.TextPredictor;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.TextFiles;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.serving.ReplacedTokenDetector;
import org.electra4j.training.TrainingStates;

/** Predicts with a fine-tuned model, or with a pretrained discriminator. */
final class PredictCommand implements Command {
  /** What a run records beside its values and cannot be given as an hparam. */
  private static final List<String> NOT_HPARAMS =
      List.of("max_predictions_per_seq", "write_distill_outputs");

  @Override
  public String name() {
    return "predict";
  }

  @Override
  public String summary() {
    return "labels of texts by a fine-tuned model, or replaced tokens by a discriminator";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            CommandOptions.required("model", "PATH", "a checkpoint, or the directory of a model"))
        .addOption(
            CommandOptions.value(
                "task",
                "NAME",
                "the fine-tuned model's task, if it has several; without a task the model is a"
                    + " pretrained discriminator"))
        .addOption(
            CommandOptions.value(
                "input",
                "FILE",
                "a text a line; two texts separated by a tab; for question answering a question, a"
                    + " tab and its context, or a SQuAD or MRQA file; standard input by default"))
        .addOption(
            CommandOptions.value(
                "hparams",
                "JSON|FILE",
                "hparams of the model's run, over those recorded beside its checkpoint"))
        .addOption(CommandOptions.flag("json", "print a JSON object a line"));
  }

  @Override
  public String examples() {
    return """
        echo 'The cat sat on the mat .' | electra predict --model data/models/electra_small
        electra predict --model data/models/electra_small/finetuning_models/cola_model_1 \\
          --input sentences.txt --json
        electra predict --model data/models/electra_small/finetuning_models/squad_model_1 \\
          --input questions.json --json
        electra predict --model released/electra_small --hparams '{"vocab_file": "vocab.txt"}'
        """;
  }

  @Override
  public int run(CommandLine line) throws IOException {
    Path checkpoint = CheckpointPaths.resolve(Path.of(line.getOptionValue("model")));
    ObjectNode hparams = recordedHparams(checkpoint);
    hparams.setAll(Hparams.read(line.getOptionValue("hparams"), null));
    hparams.remove(NOT_HPARAMS);
    String input = line.getOptionValue("input");
    boolean json = line.hasOption("json");
    if (hparams.has("task_names") || line.hasOption("task")) {
      predict(checkpoint, hparams, line.getOptionValue("task"), input, json);
    } else {
      detect(checkpoint, hparams, texts(input), json);
    }
    return 0;
  }

  /** The hparams of the run that made the checkpoint; none for the original's checkpoints. */
  private static ObjectNode recordedHparams(Path checkpoint) {
    return TrainingStates.read(checkpoint, JsonNode.class)
        .map(state -> (ObjectNode) state.get("config"))
        .orElseGet(() -> Json.mapper().createObjectNode());
  }

  private static List<String> texts(String input) throws IOException {
    List<String> texts = new ArrayList<>();
    if (input != null) {
      TextFiles.forEachLine(Path.of(input), texts::add);
    } else {
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
          .lines()
          .forEach(texts::add);
    }
    return texts;
  }

  private static void detect(
      Path checkpoint, ObjectNode hparams, List<String> texts, boolean json) {
    PretrainingConfig config = PretrainingConfig.of("model", Path.of(""), hparams);
    try (ReplacedTokenDetector detector = ReplacedTokenDetector.open(config, checkpoint)) {
      for (String text : texts) {
        List<ReplacedTokenDetector.TokenProbability> tokens = detector.detect(text);
        if (json) {
          ObjectNode object = Json.mapper().createObjectNode().put("text", text);
          object.set("tokens", Json.mapper().valueToTree(tokens));
          System.out.println(object);
        } else {
          System.out.println(
              tokens.stream()
                  .map(t -> String.format(Locale.ROOT, "%s %.3f", t.token(), t.replaced()))
                  .collect(Collectors.joining("\t")));
        }
      }
    }
  }

  private static void predict(
      Path checkpoint, ObjectNode hparams, String name, String input, boolean json)
      throws IOException {
    FinetuningConfig config = FinetuningConfig.of("model", Path.of(""), hparams);
    List<Task> tasks = TaskRegistry.tasks(config);
    Task task = task(tasks, name);
    TextPredictor predictor = task.textPredictor();
    List<? extends Example> examples = examples(predictor, input);
    List<FeaturizedExample> features = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (Example example : examples) {
      features.addAll(task.featurize(example, false));
      ends.add(features.size());
    }
    try (FinetunedModel model = FinetunedModel.open(config, tasks, checkpoint)) {
      List<EvalOutput> outputs = model.predict(task, features, done -> {});
      for (int i = 0; i < examples.size(); i++) {
        List<EvalOutput> own = outputs.subList(i == 0 ? 0 : ends.get(i - 1), ends.get(i));
        System.out.println(
            json ? predictor.json(examples.get(i), own) : predictor.text(examples.get(i), own));
      }
    }
  }

  private static List<? extends Example> examples(TextPredictor predictor, String input)
      throws IOException {
    if (input != null) {
      Optional<List<? extends Example>> whole = predictor.readFile(Path.of(input));
      if (whole.isPresent()) {
        return whole.get();
      }
    }
    List<String> lines = texts(input);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      examples.add(predictor.read(lines.get(i), i, "line " + (i + 1)));
    }
    return examples;
  }

  private static Task task(List<Task> tasks, String name) {
    if (name == null && tasks.size() == 1) {
      return tasks.get(0);
    }
    List<String> names = tasks.stream().map(Task::name).toList();
    return tasks.stream()
        .filter(t -> t.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    (name == null ? "no --task given" : "the model has no task " + name)
                        + ", expected one of "
                        + String.join(", ", names)));
  }
}
