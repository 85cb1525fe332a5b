package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.config.TransformerConfig;
import org.electra4j.finetuning.FinetuningModel;
import org.electra4j.finetuning.HeadStyle;
import org.electra4j.finetuning.TaskRegistry;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Towers;
import org.electra4j.graph.Variable;
import org.electra4j.io.Json;
import org.electra4j.optimization.AdamInputs;
import org.electra4j.optimization.AdamWeightDecayOptimizer;
import org.electra4j.optimization.ClippedGradients;
import org.electra4j.optimization.LayerwiseLearningRates;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.parity.Tolerance;
import org.electra4j.pretraining.PretrainingModel;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Variables of checkpoints: names, shapes, order, decay and learning-rate multipliers. */
final class LayoutReplay implements Replay {
  private static final String SETTINGS = "_config.json";

  /** Which variables are decayed depends on no rate but 0. */
  private static final double WEIGHT_DECAY = 0.01;

  private static final Pattern DENSE_OF_TASK =
      Pattern.compile("task_specific/[^/]+/dense(_\\d+)?/kernel");

  @Override
  public String folder() {
    return "checkpoint_layouts";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    return bundle.files(folder(), "*" + SETTINGS).stream()
        .map(file -> layout(bundle, file))
        .toList();
  }

  private ParityCase layout(ReferenceBundle bundle, Path settings) {
    String name = settings.getFileName().toString().replace(SETTINGS, "");
    Path rows = settings.resolveSibling(name + ".json");
    return new ParityCase(
        folder(),
        name,
        report -> {
          JsonNode setting = Json.read(settings);
          if (name.startsWith("pretrain")) {
            pretraining(
                setting,
                Json.read(rows),
                Vocabulary.read(bundle.root().resolve("tiny_vocab.txt")),
                report);
          } else {
            finetuning(setting, Json.read(rows), report);
          }
        });
  }

  private static void pretraining(
      JsonNode setting, JsonNode rows, Vocabulary vocabulary, CaseReport report) {
    PretrainingConfig config = PretrainingConfig.of("layout", Path.of("."), setting.get("hparams"));
    try (ModelGraph graph = new ModelGraph()) {
      // Only the special tokens of the vocabulary are in the graph.
      PretrainingModel model =
          new PretrainingModel(
              graph,
              config,
              vocabulary,
              2,
              true,
              (g, logits, probs) -> g.tf().math.argMax(probs, g.scalar(-1), TInt32.class),
              Towers.WHOLE);
      variables(
          graph,
          model.totalLoss(),
          new AdamWeightDecayOptimizer(config.weightDecayRate()),
          setting,
          rows,
          report);
    }
  }

  /** Compares all variables that a training has. */
  private static void variables(
      ModelGraph graph,
      Operand<TFloat32> loss,
      AdamWeightDecayOptimizer adam,
      JsonNode setting,
      JsonNode rows,
      CaseReport report) {
    List<Variable> trainable = graph.trainableVariables();
    report.exact(
        "variables in the order of their making",
        "trainable variables",
        trainable.stream().map(Variable::name).toList(),
        Jsons.texts(setting.get("creation_order_of_trainables")));
    ClippedGradients gradients =
        ClippedGradients.of(graph, loss, trainable, ClippedGradients.Norm.ORIGINAL);
    adam.minimize(graph, trainable, gradients.clipped(), AdamInputs.original(graph), v -> 1);
    Map<String, String> ours = new TreeMap<>();
    for (Variable v : graph.variables()) {
      ours.put(v.name(), describe(v.shape().asArray(), v.trainable(), adam.decays(v.name())));
    }
    ours.put("global_step", describe(new long[0], false, false));
    Map<String, String> theirs = new TreeMap<>();
    for (JsonNode row : rows) {
      theirs.put(
          row.get("name").asText(),
          describe(
              Arrays.stream(Jsons.ints(row.get("shape"))).asLongStream().toArray(),
              row.get("trainable").asBoolean(),
              row.path("weight_decay").asBoolean()));
    }
    report.exact(
        "variables of the checkpoint",
        "names",
        List.copyOf(ours.keySet()),
        List.copyOf(theirs.keySet()));
    theirs.forEach(
        (name, row) -> report.exact("shapes, decay", name, ours.getOrDefault(name, "none"), row));
  }

  private static void finetuning(JsonNode setting, JsonNode rows, CaseReport report) {
    JsonNode sizes = setting.get("bert_config");
    TransformerConfig config =
        TransformerConfig.forModelSize(
            setting.get("model_size").asText(), sizes.get("vocab_size").asInt(), sizes);
    int embeddingSize = setting.get("embedding_size").asInt(config.hiddenSize());
    try (ModelGraph graph = new ModelGraph()) {
      FinetuningModel model =
          new FinetuningModel(
              graph,
              config,
              embeddingSize,
              "electra",
              heads(setting),
              HeadStyle.ORIGINAL,
              2,
              true,
              Towers.WHOLE);
      variables(
          graph, model.loss(), new AdamWeightDecayOptimizer(WEIGHT_DECAY), setting, rows, report);
    }
    LayerwiseLearningRates rates =
        new LayerwiseLearningRates(
            LayerwiseLearningRates.Variant.ORIGINAL,
            setting.get("layerwise_lr_decay").asDouble(),
            config.numHiddenLayers());
    for (JsonNode row : rows) {
      if (row.get("trainable").asBoolean()) {
        String name = row.get("name").asText();
        report.close(
            "learning rate multipliers",
            name,
            rates.multiplier(name),
            row.get("lr_multiplier").asDouble(1),
            Tolerance.relative(2e-7));
      }
    }
  }

  /** The heads of the tasks; of question answering's settings what is recorded is what it has. */
  private static List<TaskHead> heads(JsonNode setting) {
    List<String> names = Jsons.texts(setting.get("creation_order_of_trainables"));
    long denseLayers = names.stream().filter(DENSE_OF_TASK.asMatchPredicate()).count();
    ObjectNode hparams =
        Json.mapper()
            .createObjectNode()
            .put("joint_prediction", names.stream().anyMatch(n -> n.endsWith("/qa_hidden/kernel")))
            .put("answerable_classifier", denseLayers > 2)
            .put("answerable_uses_start_logits", denseLayers > 3);
    hparams.set("task_names", setting.get("task_names"));
    FinetuningConfig config = FinetuningConfig.of("layout", Path.of("."), hparams);
    Vocabulary special =
        Vocabulary.of(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"), "layout");
    FullTokenizer tokenizer = new FullTokenizer(special, TextNormalization.UNCASED);
    return config.taskNames().stream()
        .map(name -> TaskRegistry.of(name, config, tokenizer).head())
        .toList();
  }

  private static String describe(long[] shape, boolean trainable, boolean decayed) {
    return Arrays.toString(shape)
        + (trainable ? " trainable" : "")
        + (trainable && decayed ? " decayed" : "");
  }
}
