package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.config.TransformerConfig;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Towers;
import org.electra4j.graph.Variable;
import org.electra4j.io.Json;
import org.electra4j.model.EncoderScope;
import org.electra4j.model.EncoderVariables;
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
import org.electra4j.tokenization.Vocabulary;
import org.tensorflow.types.TInt32;

/** Variables of checkpoints: names, shapes, order, decay and learning-rate multipliers. */
final class LayoutReplay implements Replay {
  private static final String SETTINGS = "_config.json";

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
      List<Variable> trainable = graph.trainableVariables();
      report.exact(
          "variables in the order of their making",
          "trainable variables",
          trainable.stream().map(Variable::name).toList(),
          Jsons.texts(setting.get("creation_order_of_trainables")));
      ClippedGradients gradients =
          ClippedGradients.of(graph, model.totalLoss(), trainable, ClippedGradients.Norm.ORIGINAL);
      AdamWeightDecayOptimizer adam = new AdamWeightDecayOptimizer(config.weightDecayRate());
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
  }

  private static void finetuning(JsonNode setting, JsonNode rows, CaseReport report) {
    JsonNode sizes = setting.get("bert_config");
    TransformerConfig config =
        TransformerConfig.forModelSize(
            setting.get("model_size").asText(), sizes.get("vocab_size").asInt(), sizes);
    int embeddingSize = setting.get("embedding_size").asInt(config.hiddenSize());
    report.exact(
        "encoder variables in the order of their making",
        "trainable variables",
        EncoderVariables.names(config, EncoderScope.of("electra", embeddingSize)),
        Jsons.texts(setting.get("creation_order_of_trainables")).stream()
            .filter(name -> !name.startsWith("task_specific/"))
            .toList());
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

  private static String describe(long[] shape, boolean trainable, boolean decayed) {
    return Arrays.toString(shape)
        + (trainable ? " trainable" : "")
        + (trainable && decayed ? " decayed" : "");
  }
}
