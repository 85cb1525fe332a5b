package org.electra4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A layer with all kinds of products, in both precisions. */
class PrecisionTest {
  private static final int BATCH = 2;
  private static final int LENGTH = 8;
  private static final int WIDTH = 32;
  private static final int VOCABULARY = 50;

  /** bfloat16 has 8 bits; errors of many roundings stay below a few of its steps. */
  private static final double SOME_STEPS = 0.03;

  /** The logits of a Transformer layer with its vocabulary, then the gradients of its weights. */
  private static List<float[]> layer(Sessions.Precision precision) {
    try (ModelGraph graph = new ModelGraph(precision)) {
      Layers layers = new Layers(graph);
      Initializer wide = new Initializer.TruncatedNormal(0.2);
      Variable table = graph.variable("table", Shape.of(VOCABULARY, WIDTH), wide);
      Variable bias = graph.variable("bias", Shape.of(VOCABULARY), Initializer.ZEROS);
      int[] ids = new Random(4).ints(BATCH * LENGTH, 0, VOCABULARY).toArray();
      Operand<TFloat32> x = layers.lookup(table, graph.vector(ids));
      Operand<TFloat32> attended =
          layers
              .attention(
                  x,
                  "attention",
                  4,
                  sizes -> shape(graph, sizes),
                  graph.tf().fill(graph.vector(BATCH, 1, 1, LENGTH), graph.scalar(0f)),
                  0,
                  wide)
              .output();
      Operand<TFloat32> y =
          layers.feedForward(
              layers.layerNorm(graph.tf().math.add(attended, x), "LayerNorm"),
              "intermediate",
              2 * WIDTH,
              "gelu",
              "output",
              WIDTH,
              wide);
      Operand<TFloat32> logits =
          layers.tokenLogits(layers.dense(y, "dense", WIDTH, wide), table, bias);
      Operand<TFloat32> loss =
          graph
              .tf()
              .math
              .mean(
                  new Losses(graph)
                      .softmaxCrossEntropy(
                          logits, graph.tf().nn.softmax(logits), graph.vector(ids)),
                  graph.scalar(0));
      List<Operand<TFloat32>> fetches = new ArrayList<>(List.of(logits));
      fetches.addAll(graph.gradients(loss, graph.trainableVariables()));
      try (Session session = Sessions.open(graph)) {
        new VariableStore(graph, session).initialize(3);
        Session.Runner runner = session.runner();
        fetches.forEach(runner::fetch);
        try (Result result = runner.run()) {
          List<float[]> values = new ArrayList<>();
          result.forEach(entry -> values.add(GraphTensors.floats(entry.getValue())));
          return values;
        }
      }
    }
  }

  private static Operand<TInt32> shape(ModelGraph graph, int... sizes) {
    int[] all = new int[2 + sizes.length];
    all[0] = BATCH;
    all[1] = LENGTH;
    System.arraycopy(sizes, 0, all, 2, sizes.length);
    return graph.vector(all);
  }

  @Test
  void productsOfBfloat16FactorsAreCloseToThoseOfFloat32AndNotTheSame() {
    List<float[]> exact = layer(Sessions.Precision.FP32);
    List<float[]> rounded = layer(Sessions.Precision.BF16);

    assertThat(rounded).hasSameSizeAs(exact);
    double largest = exact.stream().skip(1).mapToDouble(PrecisionTest::norm).max().orElseThrow();
    for (int i = 0; i < exact.size(); i++) {
      float[] error = exact.get(i).clone();
      for (int j = 0; j < error.length; j++) {
        error[j] -= rounded.get(i)[j];
      }
      // A softmax does not feel the bias of the keys: its gradient is what rounding leaves of 0.
      double scale = Math.max(norm(exact.get(i)), largest / 100);
      assertThat(norm(error)).as("tensor %d", i).isLessThan(SOME_STEPS * scale);
    }
    assertThat(rounded.get(0)).isNotEqualTo(exact.get(0));
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
