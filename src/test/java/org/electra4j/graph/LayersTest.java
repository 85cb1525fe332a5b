package org.electra4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.electra4j.testing.Closeness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

class LayersTest {
  private final ModelGraph graph = new ModelGraph();
  private final Layers layers = new Layers(graph);

  @AfterEach
  void close() {
    graph.close();
  }

  private Operand<TFloat32> constant(Shape shape, double from, double step) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (from + step * i);
    }
    return graph.tf().reshape(graph.tf().constant(values), graph.tf().constant(shape.asArray()));
  }

  private float[] run(long seed, Operand<TFloat32> fetched) {
    try (Session session = Sessions.open(graph);
        TInt64 fed = TInt64.scalarOf(seed)) {
      new VariableStore(graph, session).initialize(9);
      Session.Runner runner = session.runner();
      if (graph.isRandom()) {
        runner.feed(graph.randomSeed(), fed);
      }
      try (Result result = runner.fetch(fetched).run()) {
        return GraphTensors.floats(result.get(0));
      }
    }
  }

  @Test
  void dropoutKeepsNineTenthsScaledUpAndForgetsNothingElse() {
    float[] kept = run(1, layers.dropout(constant(Shape.of(1000, 101), 1, 0), 0.1));

    int ones = 0;
    for (float value : kept) {
      assertThat(value == 0 || Math.abs(value - 1 / 0.9) < 1e-6).isTrue();
      ones += value == 0 ? 0 : 1;
    }
    // Three standard deviations of 101,000 draws are 0.0028.
    assertThat(ones / 101_000.0).isCloseTo(0.9, within(0.0029));
  }

  @Test
  void dropoutMasksDifferBetweenStepsAndPlacesAndRepeatWithTheSeed() {
    Operand<TFloat32> first = new DropoutMasks(graph).mask(constant(Shape.of(64, 64), 0, 0), 0.5);
    Operand<TFloat32> second = new DropoutMasks(graph).mask(constant(Shape.of(64, 64), 0, 0), 0.5);

    assertThat(run(1, first)).isEqualTo(run(1, first));
    assertThat(run(1, first)).isNotEqualTo(run(2, first));
    assertThat(run(1, first)).isNotEqualTo(run(1, second));
  }

  @Test
  void theGradientOfDropoutPassesWhereTheValueDidAndThatOfTheResidualEverywhere() {
    Operand<TFloat32> ones = constant(Shape.of(50, 20), 1, 0);
    Operand<TFloat32> residual = constant(Shape.of(50, 20), 3, 0);
    Operand<TFloat32> y = layers.dropoutAndAdd(ones, 0.1, residual);
    Output<?>[] gradients =
        graph
            .graph()
            .addGradients(
                "g",
                new Output<?>[] {y.asOutput()},
                new Output<?>[] {ones.asOutput(), residual.asOutput()},
                null);

    // Of ones the value is the factor that the gradient must have, plus what was added.
    Operand<TFloat32> difference =
        graph.tf().math.sub(graph.tf().math.sub(y, residual), GraphCasts.float32(gradients[0]));
    assertThat(run(1, difference)).containsOnly(0f);
    assertThat(run(1, GraphCasts.float32(gradients[1]))).containsOnly(1f);
    assertThat(run(1, y)).contains(3f);
  }

  @Test
  void aRateOfZeroIsNoDropout() {
    Operand<TFloat32> x = constant(Shape.of(3, 4), 0, 1);

    assertThat(layers.dropout(x, 0)).isSameAs(x);
  }

  @Test
  void wideAndNarrowDenseLayersHaveTheGradientsOfAProduct() {
    for (int units : new int[] {8, 768}) {
      try (ModelGraph wide = new ModelGraph()) {
        Layers ofWide = new Layers(wide);
        Operand<TFloat32> x =
            wide.tf()
                .reshape(wide.tf().constant(new float[] {1, 2, 3, 4, 5, 6}), wide.vector(3, 2));
        Operand<TFloat32> y = ofWide.dense(x, "d", units, new Initializer.GlorotUniform());
        Operand<TFloat32> sum = wide.tf().sum(y, wide.vector(0, 1));
        List<Variable> variables = wide.trainableVariables();
        List<Operand<TFloat32>> gradients = wide.gradients(sum, variables);
        try (Session session = Sessions.open(wide)) {
          new VariableStore(wide, session).initialize(1);
          try (Result result =
              session.runner().fetch(gradients.get(0)).fetch(gradients.get(1)).run()) {
            float[] kernel = GraphTensors.floats(result.get(0));
            float[] bias = GraphTensors.floats(result.get(1));
            assertThat(kernel).hasSize(2 * units);
            for (int i = 0; i < units; i++) {
              assertThat(kernel[i]).isEqualTo(1 + 3 + 5);
              assertThat(kernel[units + i]).isEqualTo(2 + 4 + 6);
              assertThat(bias[i]).isEqualTo(3);
            }
          }
        }
      }
    }
  }

  @Test
  void softmaxCrossEntropyIsFiniteWhereTheProbabilityUnderflows() {
    Operand<TFloat32> logits =
        graph.tf().reshape(graph.tf().constant(new float[] {200, 0, -5}), graph.vector(1, 3));
    Operand<TFloat32> loss =
        new Losses(graph)
            .softmaxCrossEntropy(
                logits, graph.tf().nn.softmax(logits), graph.tf().constant(new int[] {2}));

    assertThat(run(0, loss)).containsExactly(205f);
  }

  @Test
  void geluIsXTimesTheNormalDistribution() {
    Operand<TFloat32> x = graph.tf().constant(new float[] {-3, -1, 0, 0.5f, 2});
    Operand<TFloat32> y = layers.activation("gelu", x);
    Output<?>[] gradient =
        graph
            .graph()
            .addGradients(
                "g", new Output<?>[] {y.asOutput()}, new Output<?>[] {x.asOutput()}, null);

    // x Φ(x) and Φ(x) + x φ(x), from tables of the normal distribution.
    Closeness.assertClose(
        "gelu", run(0, y), new float[] {-0.0040497f, -0.1586553f, 0, 0.3457312f, 1.9544997f}, 1e-6);
    Closeness.assertClose(
        "gelu'",
        run(0, GraphCasts.float32(gradient[0])),
        new float[] {-0.0119456f, -0.0833155f, 0.5f, 0.8674949f, 1.0852318f},
        1e-6);
  }
}
