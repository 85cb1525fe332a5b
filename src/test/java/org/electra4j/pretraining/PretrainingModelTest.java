package org.electra4j.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.graph.Towers;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Json;
import org.electra4j.io.Npz;
import org.electra4j.parity.GraphRuns;
import org.electra4j.testing.Closeness;
import org.electra4j.testing.Reference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class PretrainingModelTest {
  static List<Path> variants() {
    return Reference.cases("pretraining").stream().filter(dir -> !dir.endsWith("helpers")).toList();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void everyTensorIsTheOriginals(Path dir) {
    compare(dir, Towers.WHOLE);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void everyTensorIsTheOriginalsInTowersOfARow(Path dir) {
    int rows = Npz.read(dir.resolve("tensors.npz")).shape("sample/uniform_noise")[0];
    compare(dir, new Towers(rows));
  }

  private static void compare(Path dir, Towers towers) {
    PretrainingConfig config = TinyModels.ofPretrainingCase(dir);
    Npz golden = Npz.read(dir.resolve("tensors.npz"));
    JsonNode meta = Json.read(dir.resolve("meta.json"));
    int[] noiseShape = golden.shape("sample/uniform_noise");
    try (ModelGraph graph = new ModelGraph()) {
      Placeholder<TFloat32> noise =
          graph
              .tf()
              .placeholder(
                  TFloat32.class,
                  Placeholder.shape(Shape.of(noiseShape[0] * noiseShape[1], noiseShape[2])));
      PretrainingModel model =
          new PretrainingModel(
              graph,
              config,
              TinyModels.vocabulary(),
              noiseShape[0],
              false,
              new GumbelSampler(noise),
              towers);
      assertThat(graph.trainableVariables().stream().map(Variable::name).toList())
          .as("variables in the order of their making")
          .isEqualTo(names(meta.get("variables")));
      try (Session session = Sessions.open(graph)) {
        GraphRuns.restore(graph, new VariableStore(graph, session), dir.resolve("init.ckpt"));
        Map<String, float[]> ours = run(session, model, golden, noise);
        compareTensors(ours, golden);
        for (Map.Entry<String, JsonNode> scalar : meta.get("scalars").properties()) {
          double expected = scalar.getValue().asDouble();
          assertThat((double) ours.get(scalar.getKey())[0])
              .as(scalar.getKey())
              .isCloseTo(expected, within(1e-5 * Math.abs(expected)));
        }
      }
    }
  }

  private static List<String> names(JsonNode variables) {
    List<String> names = new ArrayList<>();
    variables.forEach(v -> names.add(v.get("name").asText()));
    return names;
  }

  private static Map<String, float[]> run(
      Session session, PretrainingModel model, Npz golden, Operand<TFloat32> noise) {
    PretrainingInputs inputs = model.inputs();
    Map<Operand<?>, String> places = new LinkedHashMap<>();
    places.put(inputs.masked().inputIds(), "masked/input_ids");
    places.put(inputs.masked().inputMask(), "features/input_mask");
    places.put(inputs.masked().segmentIds(), "features/segment_ids");
    places.put(inputs.maskedLmPositions(), "masked/masked_lm_positions");
    places.put(inputs.maskedLmIds(), "masked/masked_lm_ids");
    places.put(inputs.maskedLmWeights(), "masked/masked_lm_weights");
    places.put(noise, "sample/uniform_noise");
    Session.Runner runner = session.runner();
    List<Tensor> fed = new ArrayList<>();
    try {
      places.forEach(
          (place, name) -> GraphRuns.feed(runner, fed, place, golden.arrays().get(name)));
      return GraphRuns.fetch(runner, model.tensors());
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  private static void compareTensors(Map<String, float[]> ours, Npz golden) {
    Map<String, Npz.Array> toCompare = new HashMap<>(golden.arrays());
    toCompare
        .keySet()
        .removeIf(
            name ->
                name.startsWith("features/")
                    || name.startsWith("masked/")
                    || name.equals("sample/uniform_noise"));
    assertThat(ours.keySet()).containsAll(toCompare.keySet());
    toCompare.forEach(
        (name, array) -> {
          float[] actual = ours.get(name);
          if (array.ints() != null) {
            assertThat(actual).as(name).hasSize(array.ints().length);
            for (int i = 0; i < actual.length; i++) {
              assertThat((int) actual[i]).as("%s[%d]", name, i).isEqualTo(array.ints()[i]);
            }
          } else {
            Closeness.assertClose(name, actual, array.floats(), tolerance(name));
          }
        });
  }

  /** The tolerances of the reference's README. */
  private static float tolerance(String name) {
    return switch (name) {
      case "disc/logits" -> 5e-5f;
      case "disc/probs", "mlm/probs" -> 1e-5f;
      case "disc/per_example_loss", "mlm/per_example_loss", "cloze/per_example_loss" -> 1e-4f;
      default ->
          name.endsWith("logits") || name.endsWith("log_probs") || name.startsWith("sample/")
              ? 1e-4f
              : 2e-5f;
    };
  }
}
