package org.electra4j.finetuning.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.config.TransformerConfig;
import org.electra4j.finetuning.task.FeatureSpec;
import org.electra4j.finetuning.task.HeadInputs;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Npz;
import org.electra4j.model.EncoderInputs;
import org.electra4j.model.EncoderScope;
import org.electra4j.model.TransformerEncoder;
import org.electra4j.optimization.ClippedGradients;
import org.electra4j.parity.GraphRuns;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The original's heads on a tiny model: outputs, losses and the norm of the gradients. */
class QaModelGoldenTest {
  private static final int BATCH = 4;
  private static final double TOLERANCE = 1e-4;

  /** Ends of starts outside the answer have log-probabilities near -1000, with steps of 6e-5. */
  private static final float COMPARED_ABOVE = -500f;

  @ParameterizedTest
  @CsvSource({
    "squad_joint, train",
    "squad_joint, eval",
    "squad_joint_plain_answerable, train",
    "squad_joint_plain_answerable, eval",
    "squad_not_joint, train",
    "squad_not_joint, eval",
    "squadv1_not_joint_no_answerable, train",
    "squadv1_not_joint_no_answerable, eval"
  })
  void outputsLossesAndGradientsAreTheOriginals(String name, String mode) {
    String golden = "model/%s_%s".formatted(name, mode);
    JsonNode meta = QaGoldens.json(golden + ".json");
    Npz arrays = Npz.read(QaGoldens.FOLDER.resolve(golden + ".npz"));
    try (ModelGraph graph = new ModelGraph()) {
      Model model = new Model(graph, meta);
      Map<String, Operand<?>> fetches = new LinkedHashMap<>(model.head.outputs());
      fetches.put("loss", model.head.losses());
      boolean allHaveGradients = model.hasGradients();
      if (allHaveGradients) {
        fetches.put("global_norm", model.globalNorm());
      }
      assertThat(graph.trainableVariables().stream().map(Variable::name))
          .containsExactlyElementsOf(names(meta));
      try (Session session = Sessions.open(graph)) {
        VariableStore store = new VariableStore(graph, session);
        GraphRuns.restore(
            graph, store, QaGoldens.FOLDER.resolve("model/" + meta.get("checkpoint").asText()));
        Session.Runner runner = session.runner();
        List<Tensor> fed = new ArrayList<>();
        model.places.forEach(
            (key, place) ->
                GraphRuns.feed(runner, fed, place, arrays.arrays().get("features/" + key)));
        Map<String, float[]> ours = GraphRuns.fetch(runner, fetches);
        fed.forEach(Tensor::close);

        assertThat((double) sum(ours.get("loss")))
            .isCloseTo(meta.get("loss").asDouble(), within(TOLERANCE));
        if (allHaveGradients) {
          assertThat((double) ours.get("global_norm")[0])
              .isCloseTo(meta.get("global_norm").asDouble(), within(TOLERANCE));
        }
        for (String output : List.of("loss", "start_logits", "end_logits")) {
          assertClose(output, ours.get(output), arrays.floats("outputs/" + output));
        }
        if (meta.get("config").get("answerable_classifier").asBoolean()) {
          assertClose(
              "answerable", ours.get("null_score"), arrays.floats("outputs/answerable_logit"));
        }
        if (ours.containsKey("start_top_index")) {
          assertSameBeam(ours, arrays);
        }
      }
    }
  }

  private static void assertSameBeam(Map<String, float[]> ours, Npz arrays) {
    for (String side : List.of("start", "end")) {
      float[] scores = arrays.floats("outputs/" + side + "_top_log_probs");
      assertClose(side, ours.get(side + "_top_log_probs"), scores);
      int[] places = arrays.ints("outputs/" + side + "_top_index");
      for (int i = 0; i < places.length; i++) {
        if (scores[i] > COMPARED_ABOVE) {
          assertThat((int) ours.get(side + "_top_index")[i]).isEqualTo(places[i]);
        }
      }
    }
  }

  private static void assertClose(String name, float[] actual, float[] expected) {
    assertThat(actual).as(name).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      if (expected[i] > COMPARED_ABOVE) {
        assertThat((double) actual[i])
            .as("%s, entry %d", name, i)
            .isCloseTo(expected[i], within(TOLERANCE));
      } else {
        assertThat(actual[i]).isLessThan(COMPARED_ABOVE);
      }
    }
  }

  private static float sum(float[] values) {
    float sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private static List<String> names(JsonNode meta) {
    List<String> names = new ArrayList<>();
    meta.get("variables").forEach(v -> names.add(v.get("name").asText()));
    return names;
  }

  /** A tiny encoder with one head. */
  private static final class Model {
    final ModelGraph graph;
    final boolean training;
    final boolean joint;
    final Map<String, Operand<?>> places = new LinkedHashMap<>();
    final QaGraph head;

    Model(ModelGraph graph, JsonNode meta) {
      this.graph = graph;
      this.training = meta.get("is_training").asBoolean();
      JsonNode config = meta.get("config");
      this.joint = config.get("joint_prediction").asBoolean();
      String task = meta.get("task").asText();
      TransformerConfig sizes =
          TransformerConfig.forModelSize("small", 200, meta.get("bert_config"));
      EncoderInputs inputs =
          new EncoderInputs(
              BATCH,
              EncoderInputs.ANY_LENGTH,
              place("input_ids", Shape.UNKNOWN_SIZE),
              place("input_mask", Shape.UNKNOWN_SIZE),
              place("segment_ids", Shape.UNKNOWN_SIZE));
      Operand<TFloat32> sequence =
          TransformerEncoder.build(
                  graph,
                  sizes,
                  inputs,
                  EncoderScope.of("electra", meta.get("embedding_size").asInt()))
              .sequenceOutput();
      QaHead qa =
          new QaHead(
              task,
              joint,
              config.get("beam_size").asInt(),
              config.get("answerable_classifier").asBoolean(),
              config.get("answerable_uses_start_logits").asBoolean(),
              config.get("answerable_weight").asDouble(),
              config.get("max_seq_length").asInt());
      Map<String, Operand<?>> features = new LinkedHashMap<>();
      for (FeatureSpec spec : qa.features()) {
        features.put(spec.name(), place(spec.key(task)));
      }
      head =
          new QaGraph(
              qa,
              new HeadInputs(graph, sizes, inputs, sequence, sequence, features, false, training));
    }

    private Operand<TInt32> place(String name, long... width) {
      long[] dims = Arrays.copyOf(new long[] {BATCH}, 1 + width.length);
      System.arraycopy(width, 0, dims, 1, width.length);
      Operand<TInt32> place =
          graph.tf().withName(name).placeholder(TInt32.class, Placeholder.shape(Shape.of(dims)));
      places.put(name, place);
      return place;
    }

    /** In joint prediction the end's layers are trained with the true start only. */
    boolean hasGradients() {
      return training || !joint;
    }

    Operand<TFloat32> globalNorm() {
      return ClippedGradients.of(
              graph,
              graph.tf().sum(head.losses(), graph.vector(0)),
              graph.trainableVariables(),
              ClippedGradients.Norm.ORIGINAL)
          .globalNorm();
    }
  }
}
