package org.electra4j.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Towers;
import org.electra4j.graph.Variable;
import org.electra4j.io.Json;
import org.electra4j.optimization.AdamInputs;
import org.electra4j.optimization.AdamWeightDecayOptimizer;
import org.electra4j.optimization.ClippedGradients;
import org.electra4j.testing.Reference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointLayoutTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pretrain_small",
        "pretrain_base",
        "pretrain_base_generator_third",
        "pretrain_large",
        "pretrain_small_electric"
      })
  void variablesAreThoseOfTheOriginalsCheckpoint(String name) {
    Path folder = Reference.folder("checkpoint_layouts");
    JsonNode golden = Json.read(folder.resolve(name + ".json"));
    JsonNode setting = Json.read(folder.resolve(name + "_config.json"));
    PretrainingConfig config = PretrainingConfig.of("layout", Path.of("."), setting.get("hparams"));
    try (ModelGraph graph = new ModelGraph()) {
      PretrainingModel model =
          new PretrainingModel(
              graph,
              config,
              TinyModels.vocabulary(),
              2,
              true,
              new CategoricalSampler(),
              new Towers(2));
      List<Variable> trainable = graph.trainableVariables();
      assertThat(trainable.stream().map(Variable::name).toList())
          .isEqualTo(texts(setting.get("creation_order_of_trainables")));
      ClippedGradients gradients =
          ClippedGradients.of(graph, model.totalLoss(), trainable, ClippedGradients.Norm.ORIGINAL);
      AdamWeightDecayOptimizer adam = new AdamWeightDecayOptimizer(config.weightDecayRate());
      adam.minimize(graph, trainable, gradients.clipped(), AdamInputs.original(graph), v -> 1);

      TreeMap<String, String> ours = new TreeMap<>();
      for (Variable v : graph.variables()) {
        ours.put(v.name(), describe(v.shape().asArray(), v.trainable(), adam.decays(v.name())));
      }
      assertThat(ours).isEqualTo(rows(golden));
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(t -> texts.add(t.asText()));
    return texts;
  }

  private static TreeMap<String, String> rows(JsonNode golden) {
    TreeMap<String, String> rows = new TreeMap<>();
    for (JsonNode row : golden) {
      long[] shape = new long[row.get("shape").size()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = row.get("shape").get(i).asLong();
      }
      if (!row.get("name").asText().equals("global_step")) {
        rows.put(
            row.get("name").asText(),
            describe(
                shape, row.get("trainable").asBoolean(), row.path("weight_decay").asBoolean()));
      }
    }
    return rows;
  }

  private static String describe(long[] shape, boolean trainable, boolean decayed) {
    return java.util.Arrays.toString(shape)
        + (trainable ? " trainable" : "")
        + (trainable && decayed ? " decayed" : "");
  }
}
