package org.electra4j.graph;

import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
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
    return weights(x, scope, units, kernelInitializer).apply(graph, x);
  }

  private Dense weights(
      Operand<TFloat32> x, String scope, int units, Initializer kernelInitializer) {
    return Dense.of(graph, scope, x.shape().get(1), units, kernelInitializer);
  }

  /**
   * Two dense layers with an activation between them.
   *
   * @param x [rows, in]
   * @param inner scope of the first layer's variables
   * @param intermediate units of the first layer
   * @param outer scope of the second layer's variables
   * @param units of the second layer
   * @return [rows, units]
   */
  public Operand<TFloat32> feedForward(
      Operand<TFloat32> x,
      String inner,
      int intermediate,
      String activation,
      String outer,
      int units,
      Initializer kernelInitializer) {
    return FeedForward.build(
        graph,
        x,
        weights(x, inner, intermediate, kernelInitializer),
        activation,
        Dense.of(graph, outer, intermediate, units, kernelInitializer));
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
    Activation activation = Activation.of(graph, name, x);
    return graph.withGradient(
        activation.value(), List.of(x), (t, dy) -> List.of(activation.backward(t, dy)));
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
    Operand<TFloat32> factors = dropoutFactors(x, rate);
    return graph.withGradient(
        tf.math.mul(x, factors), List.of(x), (t, dy) -> List.of(t.math.mul(dy, factors)));
  }

  /**
   * {@code dropout(x) + residual}.
   *
   * @param rate probability of dropping
   * @param residual of the shape of {@code x}
   */
  public Operand<TFloat32> dropoutAndAdd(
      Operand<TFloat32> x, double rate, Operand<TFloat32> residual) {
    Operand<TFloat32> factors = rate == 0 ? null : dropoutFactors(x, rate);
    return graph.withGradient(
        tf.math.add(factors == null ? x : tf.math.mul(x, factors), residual),
        List.of(x, residual),
        (t, dy) -> List.of(factors == null ? dy : t.math.mul(dy, factors), dy));
  }

  /** 0 for entries to drop, the scale for those to keep. */
  private Operand<TFloat32> dropoutFactors(Operand<TFloat32> x, double rate) {
    return tf.math.mul(masks.mask(x, rate), graph.scalar((float) (1 / (1 - rate))));
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
    Products products = graph.products();
    Operand<?> hiddenFactor = products.factor(hidden);
    Operand<?> tableFactor = products.factor(table.value());
    Operand<TFloat32> logits =
        tf.nn.biasAdd(
            products.float32(tf, products.matMul(tf, hiddenFactor, tableFactor, false, true)),
            bias.value());
    return graph.withGradient(
        logits,
        List.of(hidden, table.value(), bias.value()),
        (t, dy) -> {
          Operand<?> d = products.factor(t, dy);
          return List.of(
              products.float32(t, products.matMul(t, d, tableFactor)),
              products.float32(t, products.matMul(t, d, hiddenFactor, true, false)),
              t.nn.biasAddGrad(dy));
        });
  }

  /**
   * Self-attention of several heads (Vaswani et al. 2017) with its projections.
   *
   * @param x [rows, width], rows being batch x length
   * @param scope the variables are those of dense layers under {@code <scope>/self/query}, {@code
   *     <scope>/self/key}, {@code <scope>/self/value} and {@code <scope>/output/dense}
   * @param heads their number, which divides the width
   * @param rowShape gives the shape [batch, length, sizes...] for sizes
   * @param mask added to the scores, broadcast to [batch, heads, length, length]
   * @param dropoutRate of the attention probabilities
   */
  public Attention attention(
      Operand<TFloat32> x,
      String scope,
      int heads,
      Function<int[], Operand<TInt32>> rowShape,
      Operand<TFloat32> mask,
      double dropoutRate,
      Initializer kernelInitializer) {
    AttentionWeights weights = attentionWeights(x, scope, heads, dropoutRate, kernelInitializer);
    SelfAttention attention =
        new SelfAttention(
            graph,
            weights,
            x,
            rowShape.apply(new int[] {heads, weights.size()}),
            rowShape.apply(new int[] {AttentionWeights.PARTS, heads, weights.size()}),
            mask,
            masks);
    return new Attention(attention.output(), attention.probs());
  }

  /**
   * The attention of the first token of each sequence alone, with the variables of {@link
   * #attention}.
   *
   * @param x [rows, width], rows being batch x length
   * @param first the first token's row of each sequence, [batch, width]
   * @param mask added to the scores, broadcast to [batch, heads, 1, length]
   * @return [batch, width]
   */
  public Operand<TFloat32> attentionOfFirst(
      Operand<TFloat32> x,
      Operand<TFloat32> first,
      String scope,
      int heads,
      Function<int[], Operand<TInt32>> rowShape,
      Operand<TFloat32> mask,
      double dropoutRate,
      Initializer kernelInitializer) {
    AttentionWeights weights = attentionWeights(x, scope, heads, dropoutRate, kernelInitializer);
    Operand<TInt32> byHead = rowShape.apply(new int[] {heads, weights.size()});
    return FirstTokenAttention.build(graph, weights, x, first, byHead, mask);
  }

  private AttentionWeights attentionWeights(
      Operand<TFloat32> x,
      String scope,
      int heads,
      double dropoutRate,
      Initializer kernelInitializer) {
    int width = Math.toIntExact(x.shape().get(1));
    return new AttentionWeights(
        graph,
        weights(x, scope + "/self/query", width, kernelInitializer),
        weights(x, scope + "/self/key", width, kernelInitializer),
        weights(x, scope + "/self/value", width, kernelInitializer),
        weights(x, scope + "/output/dense", width, kernelInitializer),
        heads,
        width / heads,
        dropoutRate);
  }

  /**
   * The result of an attention.
   *
   * @param output [rows, width]
   * @param probs the attention maps before dropout, [batch, heads, length, length]
   */
  public record Attention(Operand<TFloat32> output, Operand<TFloat32> probs) {}
}
