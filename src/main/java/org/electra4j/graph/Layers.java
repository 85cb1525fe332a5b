package org.electra4j.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The layers of a Transformer on matrices of shape {@code [rows, width]} (rows = batch x length),
 * float32. Gradients are written by hand where that saves passes over memory; they are checked
 * against the original's in the tests of the optimiser.
 */
public final class Layers {
  private static final float LAYER_NORM_EPSILON = 1e-12f;

  /** From this width on it pays to transpose a kernel once before the product that needs it. */
  private static final long WIDE = 768;

  private final ModelGraph graph;
  private final Ops tf;
  private final DropoutMasks masks;

  public Layers(ModelGraph graph) {
    this.graph = graph;
    this.tf = graph.tf();
    this.masks = new DropoutMasks(graph);
  }

  /**
   * {@code x · kernel + bias}.
   *
   * @param x [rows, in]
   * @param scope the variables are {@code <scope>/kernel} [in, units] and {@code <scope>/bias}
   * @return [rows, units]
   */
  public Operand<TFloat32> dense(
      Operand<TFloat32> x, String scope, int units, Initializer kernelInitializer) {
    long in = x.shape().get(1);
    Operand<TFloat32> kernel =
        graph.variable(scope + "/kernel", Shape.of(in, units), kernelInitializer).value();
    Operand<TFloat32> bias =
        graph.variable(scope + "/bias", Shape.of(units), Initializer.ZEROS).value();
    Operand<TFloat32> y = tf.nn.biasAdd(tf.linalg.matMul(x, kernel), bias);
    if (units < WIDE) {
      return y;
    }
    Operand<TInt32> swap = graph.vector(1, 0);
    return graph.withGradient(
        y,
        List.of(x, kernel, bias),
        (t, dy) ->
            List.of(
                t.linalg.matMul(dy, t.linalg.transpose(kernel, swap)),
                t.linalg.matMul(x, dy, MatMul.transposeA(true)),
                t.nn.biasAddGrad(dy)));
  }

  /**
   * Layer normalisation over the last axis (Ba et al. 2016) with variance epsilon 1e-12. Its terms
   * are those of TensorFlow's {@code batch_normalization}, which the original goes through: where
   * the variance is small another order of the terms is visibly off.
   *
   * @param x [rows, width]
   * @param scope the variables are {@code <scope>/beta} and {@code <scope>/gamma}
   */
  public Operand<TFloat32> layerNorm(Operand<TFloat32> x, String scope) {
    Shape width = Shape.of(x.shape().get(1));
    Operand<TFloat32> beta = graph.variable(scope + "/beta", width, Initializer.ZEROS).value();
    Operand<TFloat32> gamma = graph.variable(scope + "/gamma", width, Initializer.ONES).value();
    Operand<TInt32> last = graph.scalar(-1);
    Operand<TFloat32> mean = rowMean(tf, x, last);
    Operand<TFloat32> variance = rowMean(tf, tf.math.squaredDifference(x, mean), last);
    Operand<TFloat32> inverse =
        tf.math.rsqrt(tf.math.add(variance, graph.scalar(LAYER_NORM_EPSILON)));
    Operand<TFloat32> scale = tf.math.mul(inverse, gamma);
    Operand<TFloat32> normalized = tf.math.mul(tf.math.sub(x, mean), inverse);
    Operand<TFloat32> y =
        tf.math.add(tf.math.mul(x, scale), tf.math.sub(beta, tf.math.mul(mean, scale)));
    return graph.withGradient(
        y,
        List.of(x, gamma, beta),
        (t, dy) -> {
          Operand<TFloat32> scaled = t.math.mul(dy, normalized);
          Operand<TFloat32> dNormalized = t.math.mul(dy, gamma);
          Operand<TFloat32> along =
              t.math.mul(normalized, rowMean(t, t.math.mul(scaled, gamma), last));
          Operand<TFloat32> across = rowMean(t, dNormalized, last);
          Operand<TFloat32> dx =
              t.math.mul(t.math.sub(t.math.sub(dNormalized, across), along), inverse);
          // The gradient of a bias is the sum over rows, which is what both parameters need.
          return List.of(dx, t.nn.biasAddGrad(scaled), t.nn.biasAddGrad(dy));
        });
  }

  private static Operand<TFloat32> rowMean(Ops t, Operand<TFloat32> x, Operand<TInt32> last) {
    return t.math.mean(x, last, Mean.keepDims(true));
  }

  /**
   * The activation of that name (original: {@code modeling.get_activation}).
   *
   * @throws IllegalArgumentException for a name other than gelu, relu, tanh, linear
   */
  public Operand<TFloat32> activation(String name, Operand<TFloat32> x) {
    return switch (name) {
      case "gelu" -> gelu(x);
      case "relu" -> tf.nn.relu(x);
      case "tanh" -> tf.math.tanh(x);
      case "linear" -> x;
      default -> throw new IllegalArgumentException("unsupported activation: " + name);
    };
  }

  /** {@code x · Φ(x)} with Φ by erf (Hendrycks and Gimpel 2016). */
  private Operand<TFloat32> gelu(Operand<TFloat32> x) {
    Operand<TFloat32> half = graph.scalar(0.5f);
    Operand<TFloat32> densityScale = graph.scalar((float) (1 / Math.sqrt(Math.PI)));
    Operand<TFloat32> z = tf.math.mul(x, graph.scalar((float) Math.sqrt(0.5)));
    Operand<TFloat32> cdf = tf.math.add(tf.math.mul(tf.math.erf(z), half), half);
    return graph.withGradient(
        tf.math.mul(x, cdf),
        List.of(x),
        (t, dy) -> {
          // x φ(x) = z exp(-z²) / sqrt(π), with z = x / sqrt(2)
          Operand<TFloat32> bell = t.math.exp(t.math.mul(z, t.math.neg(z)));
          Operand<TFloat32> density = t.math.mul(t.math.mul(z, bell), densityScale);
          return List.of(t.math.mul(dy, t.math.add(cdf, density)));
        });
  }

  /**
   * Sets entries to 0 with the given probability and scales the others up.
   *
   * @param rate probability of dropping; 0 returns {@code x} itself
   */
  public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
    if (rate == 0) {
      return x;
    }
    Operand<TFloat32> scaled = tf.math.mul(x, graph.scalar((float) (1 / (1 - rate))));
    return tf.math.mul(scaled, masks.mask(x, rate));
  }

  /**
   * Rows of an embedding table.
   *
   * @param table [vocabulary, width]
   * @param ids [rows] int32
   * @return [rows, width]
   */
  public Operand<TFloat32> lookup(Variable table, Operand<TInt32> ids) {
    return graph.lookup(table, ids);
  }

  /**
   * {@code hidden · tableᵀ + bias}: the scores of all tokens by an embedding table that is shared
   * with the input.
   *
   * @param hidden [rows, width]
   * @param table [vocabulary, width]
   * @param bias [vocabulary]
   * @return [rows, vocabulary]
   */
  public Operand<TFloat32> tokenLogits(Operand<TFloat32> hidden, Variable table, Variable bias) {
    graph.markUsedAsMatrix(table);
    return tf.nn.biasAdd(
        tf.linalg.matMul(hidden, table.value(), MatMul.transposeB(true)), bias.value());
  }

  /**
   * Scaled dot-product attention of several heads (Vaswani et al. 2017).
   *
   * @param query [batch, heads, length, size]; key and value alike
   * @param mask added to the scores, broadcast to [batch, heads, length, length]
   * @param dropoutRate of the attention probabilities
   */
  public Attention attention(
      Operand<TFloat32> query,
      Operand<TFloat32> key,
      Operand<TFloat32> value,
      Operand<TFloat32> mask,
      double dropoutRate) {
    Operand<TFloat32> scale = graph.scalar((float) (1 / Math.sqrt((double) query.shape().get(3))));
    Operand<TInt32> last = graph.scalar(-1);
    // The scale goes onto the query, which is smaller than the scores.
    Operand<TFloat32> scaledQuery = tf.math.mul(query, scale);
    Operand<TFloat32> scores = tf.math.add(batchMatMul(tf, scaledQuery, key, false, true), mask);
    Operand<TFloat32> probs = tf.nn.softmax(scores);
    Operand<TFloat32> keep =
        dropoutRate == 0
            ? null
            : tf.math.mul(
                masks.mask(probs, dropoutRate), graph.scalar((float) (1 / (1 - dropoutRate))));
    Operand<TFloat32> weights = keep == null ? probs : tf.math.mul(probs, keep);
    Operand<TFloat32> context =
        graph.withGradient(
            batchMatMul(tf, weights, value, false, false),
            List.of(query, key, value),
            (t, dy) -> {
              Operand<TFloat32> dValue = batchMatMul(t, weights, dy, true, false);
              Operand<TFloat32> dWeights = batchMatMul(t, dy, value, false, true);
              Operand<TFloat32> dProbs = keep == null ? dWeights : t.math.mul(dWeights, keep);
              Operand<TFloat32> product = t.math.mul(dProbs, probs);
              Operand<TFloat32> total =
                  t.sum(product, last, org.tensorflow.op.core.Sum.keepDims(true));
              Operand<TFloat32> dScores = t.math.sub(product, t.math.mul(probs, total));
              return List.of(
                  t.math.mul(batchMatMul(t, dScores, key, false, false), scale),
                  batchMatMul(t, dScores, scaledQuery, true, false),
                  dValue);
            });
    return new Attention(context, probs);
  }

  /**
   * The result of an attention.
   *
   * @param context [batch, heads, length, size]
   * @param probs the attention maps before dropout, [batch, heads, length, length]
   */
  public record Attention(Operand<TFloat32> context, Operand<TFloat32> probs) {}

  /**
   * BatchMatMulV2: on a CPU up to twice as fast as V3, which {@code tf.train.batchMatMul} makes.
   */
  private static Operand<TFloat32> batchMatMul(
      Ops t, Operand<TFloat32> a, Operand<TFloat32> b, boolean adjA, boolean adjB) {
    return GraphCasts.float32(
        t.scope()
            .opBuilder("BatchMatMulV2", "BatchMatMulV2")
            .addInput(a.asOutput())
            .addInput(b.asOutput())
            .setAttr("adj_x", adjA)
            .setAttr("adj_y", adjB)
            .build()
            .output(0));
  }
}
