package org.electra4j.graph;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Scaled dot-product attention of several heads with its projections (Vaswani et al. 2017), and
 * their gradients in one piece. Queries, keys and values come from one product; the scale of the
 * scores and that of dropout go into its kernel, which is smaller than what they scale.
 */
final class SelfAttention {
  private final Products products;
  private final AttentionWeights weights;
  private final Operand<?> xFactor;
  private final Operand<?> outputKernel;
  private final Operand<?> transposedKernel;
  private final Operand<TInt32> splitShape;
  private final Operand<?> query;
  private final Operand<?> key;
  private final Operand<?> value;
  private final Operand<TFloat32> probs;
  private final Operand<TFloat32> keep;
  private final Operand<?> kept;
  private final Operand<?> context;
  private final Operand<TFloat32> output;

  /**
   * Adds the attention to the graph.
   *
   * @param x [rows, width], rows being batch x length
   * @param byHead the shape [batch, length, heads, head size]
   * @param byPart the shape [batch, length, 3, heads, head size]
   * @param mask added to the scores, broadcast to [batch, heads, length, length]
   * @param masks of the dropout of probabilities
   */
  SelfAttention(
      ModelGraph graph,
      AttentionWeights weights,
      Operand<TFloat32> x,
      Operand<TInt32> byHead,
      Operand<TInt32> byPart,
      Operand<TFloat32> mask,
      DropoutMasks masks) {
    this.products = graph.products();
    this.weights = weights;
    this.splitShape = byHead;
    Ops tf = graph.tf();
    xFactor = products.factor(x);
    Operand<?> kernel = products.factor(weights.kernel());
    transposedKernel = weights.transposedKernel();
    Operand<?> projected =
        Products.operation(
            tf, "BiasAdd", products.matMul(tf, xFactor, kernel), products.factor(weights.bias()));
    Operation parts =
        tf.scope()
            .opBuilder("Unpack", "Unpack")
            .addInput(
                transpose(tf, Products.operation(tf, "Reshape", projected, byPart), 2, 0, 3, 1, 4)
                    .asOutput())
            .setAttr("num", AttentionWeights.PARTS)
            .build();
    query = parts.output(0);
    key = parts.output(1);
    value = parts.output(2);
    Operand<TFloat32> scores =
        products.float32(tf, products.batchMatMul(tf, query, key, false, true));
    probs = tf.nn.softmax(tf.math.add(scores, mask));
    keep = weights.dropoutRate() == 0 ? null : masks.mask(probs, weights.dropoutRate());
    kept = products.factor(keep == null ? probs : tf.math.mul(probs, keep));
    context =
        flat(tf, transpose(tf, products.batchMatMul(tf, kept, value, false, false), 0, 2, 1, 3), 1);
    outputKernel = products.factor(weights.output().kernel());
    output =
        graph.withGradient(
            tf.nn.biasAdd(
                products.float32(tf, products.matMul(tf, context, outputKernel)),
                weights.output().bias()),
            Stream.concat(Stream.of(x), weights.variables().stream()).toList(),
            this::backward);
  }

  private List<Operand<TFloat32>> backward(Ops t, Operand<TFloat32> dOutput) {
    Operand<?> d = products.factor(t, dOutput);
    Operand<?> dContext =
        transpose(
            t,
            Products.operation(
                t, "Reshape", products.matMul(t, d, outputKernel, false, true), splitShape),
            0,
            2,
            1,
            3);
    Operand<?> dValue = products.batchMatMul(t, kept, dContext, true, false);
    Operand<TFloat32> dKept =
        products.float32(t, products.batchMatMul(t, dContext, value, false, true));
    Operand<TFloat32> dProbs = keep == null ? dKept : t.math.mul(dKept, keep);
    // The gradient of a softmax: p (dp - sum(p dp)).
    Operand<TFloat32> product = t.math.mul(dProbs, probs);
    Operand<TFloat32> total = t.sum(product, t.constant(-1), Sum.keepDims(true));
    Operand<?> dScores = products.factor(t, t.math.sub(product, t.math.mul(probs, total)));
    Operand<?> dQuery = products.batchMatMul(t, dScores, key, false, false);
    Operand<?> dKey = products.batchMatMul(t, dScores, query, true, false);
    Operand<?> parts =
        t.scope()
            .opBuilder("Pack", "Pack")
            .addInputList(
                Stream.of(dQuery, dKey, dValue).map(Operand::asOutput).toArray(Output<?>[]::new))
            .build()
            .output(0);
    Operand<?> dProjected = flat(t, transpose(t, parts, 1, 3, 0, 2, 4), AttentionWeights.PARTS);
    List<Operand<TFloat32>> gradients =
        weights.split(
            t,
            products.float32(t, products.matMul(t, xFactor, dProjected, true, false)),
            products.float32(t, Products.operation(t, "BiasAddGrad", dProjected)));
    return Stream.of(
            Stream.of(products.float32(t, products.matMul(t, dProjected, transposedKernel))),
            gradients.stream(),
            Stream.of(
                products.float32(t, products.matMul(t, context, d, true, false)),
                t.nn.biasAddGrad(dOutput)))
        .flatMap(part -> part)
        .collect(Collectors.toList());
  }

  private Operand<?> transpose(Ops t, Operand<?> tensor, int... permutation) {
    return Products.operation(t, "Transpose", tensor, t.constant(permutation));
  }

  /** [rows, parts x width] */
  private Operand<?> flat(Ops t, Operand<?> tensor, int parts) {
    return Products.operation(
        t, "Reshape", tensor, t.constant(new int[] {-1, parts * weights.width()}));
  }

  /** [rows, width] */
  Operand<TFloat32> output() {
    return output;
  }

  /** The attention maps before dropout, [batch, heads, length, length]. */
  Operand<TFloat32> probs() {
    return probs;
  }
}
