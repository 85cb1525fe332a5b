package org.electra4j.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.electra4j.graph.GraphTensors;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

class CategoricalSamplerTest {
  private static final int ROWS = 20_000;

  private static int[] sample(float[] logits, long seed) {
    try (ModelGraph graph = new ModelGraph()) {
      int classes = logits.length;
      Operand<TFloat32> rows =
          graph
              .tf()
              .broadcastTo(
                  graph.tf().reshape(graph.tf().constant(logits), graph.vector(1, classes)),
                  graph.vector(ROWS, classes));
      Operand<TFloat32> shaped = graph.tf().ensureShape(rows, Shape.of(ROWS, classes));
      Operand<TInt32> sampled =
          new CategoricalSampler().sample(graph, shaped, graph.tf().nn.softmax(shaped));
      try (Session session = Sessions.open(graph);
          TInt64 fed = TInt64.scalarOf(seed);
          Result result = session.runner().feed(graph.randomSeed(), fed).fetch(sampled).run()) {
        return GraphTensors.ints(result.get(0));
      }
    }
  }

  @Test
  void frequenciesAreThoseOfTheSoftmax() {
    // A prime number of classes, so that the last block is padded; 5 draws or more are expected
    // each.
    int classes = 211;
    Random random = new Random(3);
    float[] logits = new float[classes];
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      logits[i] = (float) (0.8 * random.nextGaussian());
      sum += Math.exp(logits[i]);
    }
    double[] expected = new double[classes];
    for (int i = 0; i < classes; i++) {
      expected[i] = ROWS * Math.exp(logits[i]) / sum;
    }
    long[] counts = new long[classes];
    for (int token : sample(logits, 5)) {
      counts[token]++;
    }

    assertThat(new ChiSquareTest().chiSquareTest(expected, counts)).isBetween(1e-3, 1 - 1e-3);
  }

  @Test
  void aTokenWithoutProbabilityIsNeverDrawn() {
    float[] logits = new float[50];
    for (int i = 0; i < 50; i++) {
      logits[i] = i == 7 || i == 23 ? 0 : -1000;
    }

    assertThat(sample(logits, 1)).containsOnly(7, 23);
  }

  @Test
  void drawsDependOnTheSeedAlone() {
    float[] logits = new float[30];

    assertThat(sample(logits, 1)).isEqualTo(sample(logits, 1)).isNotEqualTo(sample(logits, 2));
  }
}
