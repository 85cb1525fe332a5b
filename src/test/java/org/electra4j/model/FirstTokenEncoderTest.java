package org.electra4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.electra4j.config.TransformerConfig;
import org.electra4j.graph.GraphTensors;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Json;
import org.electra4j.testing.Closeness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** An encoder for first tokens is a whole one of which only these are looked at. */
class FirstTokenEncoderTest {
  private static final int BATCH = 3;
  private static final int LENGTH = 7;
  private static final int HIDDEN = 8;

  private static TransformerConfig config(int layers) {
    String overrides =
        """
        {"hidden_size": %d, "num_hidden_layers": %d, "num_attention_heads": 2,
         "intermediate_size": 16, "max_position_embeddings": 16, "initializer_range": 0.3,
         "hidden_dropout_prob": 0, "attention_probs_dropout_prob": 0}
        """
            .formatted(HIDDEN, layers);
    return TransformerConfig.forModelSize("small", 50, Json.parse(overrides, "overrides"));
  }

  private static EncoderInputs inputs(ModelGraph graph) {
    Random random = new Random(4);
    int[] mask = new int[BATCH * LENGTH];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i % LENGTH < LENGTH - i / LENGTH ? 1 : 0;
    }
    return new EncoderInputs(
        BATCH,
        LENGTH,
        rows(graph, random.ints(mask.length, 0, 50).toArray()),
        rows(graph, mask),
        rows(graph, random.ints(mask.length, 0, 2).toArray()));
  }

  private static Operand<TInt32> rows(ModelGraph graph, int[] values) {
    return graph.tf().reshape(graph.tf().constant(values), graph.vector(BATCH, LENGTH));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void outputAndGradientsAreThoseOfTheWholeEncoder(int layers) {
    Map<String, float[]> expected = results(layers, false);
    Map<String, float[]> actual = results(layers, true);

    // The variables' order counts, too: it is that of clipping and of checkpoints.
    assertThat(List.copyOf(actual.keySet())).isEqualTo(List.copyOf(expected.keySet()));
    expected.forEach(
        (name, values) -> {
          // The gradient by a key's bias is zero but for rounding.
          double scale = Math.max(1e-2, Closeness.largestMagnitude(values));
          Closeness.assertClose(name, actual.get(name), values, 2e-5 * scale);
        });
  }

  /** The output, and the gradients of a sum of it with other weights for each entry. */
  private static Map<String, float[]> results(int layers, boolean firstOnly) {
    try (ModelGraph graph = new ModelGraph()) {
      EncoderScope scope = EncoderScope.of("electra", 6);
      EncoderInputs inputs = inputs(graph);
      Operand<TFloat32> output =
          firstOnly
              ? TransformerEncoder.buildForFirstToken(graph, config(layers), inputs, scope)
              : firstRows(
                  graph,
                  TransformerEncoder.build(graph, config(layers), inputs, scope).sequenceOutput());
      List<Variable> variables = List.copyOf(graph.trainableVariables());
      List<Operand<TFloat32>> gradients = graph.gradients(weightedSum(graph, output), variables);
      try (Session session = Sessions.open(graph)) {
        new VariableStore(graph, session).initialize(2);
        Session.Runner runner = session.runner().fetch(output);
        gradients.forEach(runner::fetch);
        try (Result result = runner.run()) {
          Map<String, float[]> values = new LinkedHashMap<>();
          values.put("output", GraphTensors.floats(result.get(0)));
          for (int i = 0; i < variables.size(); i++) {
            values.put(variables.get(i).name(), GraphTensors.floats(result.get(1 + i)));
          }
          return values;
        }
      }
    }
  }

  private static Operand<TFloat32> firstRows(ModelGraph graph, Operand<TFloat32> all) {
    int[] places = IntStream.range(0, BATCH).map(row -> row * LENGTH).toArray();
    return graph.tf().gather(all, graph.vector(places), graph.scalar(0));
  }

  private static Operand<TFloat32> weightedSum(ModelGraph graph, Operand<TFloat32> output) {
    Ops tf = graph.tf();
    float[] weights = new float[BATCH * HIDDEN];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.sin(i);
    }
    Operand<TFloat32> shaped = tf.reshape(tf.constant(weights), graph.vector(BATCH, HIDDEN));
    return tf.sum(tf.math.mul(output, shaped), graph.vector(0, 1));
  }
}
