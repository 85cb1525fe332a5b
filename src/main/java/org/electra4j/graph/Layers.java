package org.electra4j.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.random.StatelessRandomUniformFullInt;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

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

  public Layers(ModelGraph graph) {
    this.graph = graph;
    this.tf = graph.tf();
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
    return tf.math.mul(scaled, dropoutMask(x, rate));
  }

  /**
   * 1 for entries to keep, 0 for those to drop, a function of the step's seed. One 64-bit number
   * decides four entries, so the rate is exact to 1/65,536 (0.1 becomes 0.100006).
   *
   * @param like has the shape of the mask, which need not be known before the run
   */
  Operand<TFloat32> dropoutMask(Operand<TFloat32> like, double rate) {
    Operand<TInt32> dims = dims(like);
    Operand<TInt32> size;
    Operand<TInt32> words;
    if (like.shape().hasUnknownDimension()) {
      size = tf.reshape(tf.prod(dims, graph.scalar(0)), graph.vector(1));
      words = tf.math.floorDiv(tf.math.add(size, graph.scalar(3)), graph.scalar(4));
    } else {
      int known = Math.toIntExact(like.shape().size());
      size = graph.vector(known);
      words = graph.vector((known + 3) / 4);
    }
    Operand<TInt64> bits =
        StatelessRandomUniformFullInt.create(tf.scope(), words, graph.nextSeed(), TInt64.class);
    Operand<?> lanes =
        tf.scope()
            .opBuilder("Bitcast", "Bitcast")
            .addInput(bits.asOutput())
            .setAttr("type", DataType.DT_UINT16)
            .build()
            .output(0);
    Operand<?> flat =
        untyped("Slice", untyped("Reshape", lanes, graph.vector(-1)), graph.vector(0), size);
    Operand<?> shaped = untyped("Reshape", flat, dims);
    Operand<?> threshold = cast(graph.scalar((int) Math.round(rate * 65536)), DataType.DT_UINT16);
    return GraphCasts.float32(cast(untyped("GreaterEqual", shaped, threshold), DataType.DT_FLOAT));
  }

  /** The dimensions as a tensor: a constant where they are known. */
  private Operand<TInt32> dims(Operand<TFloat32> x) {
    Shape shape = x.shape();
    if (shape.hasUnknownDimension()) {
      return tf.shape(x);
    }
    int[] dims = new int[shape.numDimensions()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Math.toIntExact(shape.get(i));
    }
    return graph.vector(dims);
  }

  private Operand<?> untyped(String type, Operand<?>... inputs) {
    var builder = tf.scope().opBuilder(type, type);
    for (Operand<?> input : inputs) {
      builder.addInput(input.asOutput());
    }
    return builder.build().output(0);
  }

  private Operand<?> cast(Operand<?> x, DataType type) {
    return tf.scope()
        .opBuilder("Cast", "Cast")
        .addInput(x.asOutput())
        .setAttr("DstT", type)
        .build()
        .output(0);
  }

  /**
   * Rows of an embedding table.
   *
   * @param table [vocabulary, width]
   * @param ids [rows] int32
   * @return [rows, width]
   */
  public Operand<TFloat32> lookup(Variable table, Operand<TInt32> ids) {
    Operand<TInt32> rows = graph.scalar(Math.toIntExact(table.shape().get(0)));
    graph.markLookedUp(table);
    return graph.withGradient(
        tf.gather(table.value(), ids, graph.scalar(0)),
        List.of(table.value()),
        (t, dy) -> {
          graph.addLookupGradient(table.value(), dy);
          return List.of(t.math.unsortedSegmentSum(dy, ids, rows));
        });
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
   * Cross-entropy of a softmax with one true class a row.
   *
   * @param logits [rows, classes]
   * @param probs the softmax of {@code logits}; shared, since it also serves sampling
   * @param labels [rows] int32
   * @return minus the log-probability of each label, [rows]
   */
  public Operand<TFloat32> softmaxCrossEntropy(
      Operand<TFloat32> logits, Operand<TFloat32> probs, Operand<TInt32> labels) {
    int rows = Math.toIntExact(logits.shape().get(0));
    Operand<TInt32> row = tf.range(graph.scalar(0), graph.scalar(rows), graph.scalar(1));
    Operand<TInt32> index = tf.stack(List.of(row, labels), Stack.axis(1L));
    Operand<TInt32> last = graph.scalar(-1);
    // The largest probability is at least 1/classes, so its logarithm is safe where that of the
    // label's probability, which may have underflowed, is not.
    Operand<TFloat32> belowLargest = tf.math.sub(tf.max(logits, last), tf.gatherNd(logits, index));
    Operand<TFloat32> loss = tf.math.sub(belowLargest, tf.math.log(tf.max(probs, last)));
    return graph.withGradient(
        loss,
        List.of(logits),
        (t, dy) ->
            List.of(t.tensorScatterNdSub(t.math.mul(probs, t.expandDims(dy, last)), index, dy)));
  }

  /**
   * Cross-entropy of a logistic regression.
   *
   * @param logits [rows]
   * @param probs their sigmoid, [rows]
   * @param labels 0 or 1, [rows]
   * @return the loss of each row
   */
  public Operand<TFloat32> sigmoidCrossEntropy(
      Operand<TFloat32> logits, Operand<TFloat32> probs, Operand<TFloat32> labels) {
    Operand<TFloat32> loss =
        tf.math.add(
            tf.math.sub(tf.nn.relu(logits), tf.math.mul(logits, labels)),
            tf.math.log1p(tf.math.exp(tf.math.neg(tf.math.abs(logits)))));
    return graph.withGradient(
        loss, List.of(logits), (t, dy) -> List.of(t.math.mul(dy, t.math.sub(probs, labels))));
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
                dropoutMask(probs, dropoutRate), graph.scalar((float) (1 / (1 - dropoutRate))));
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
