package org.electra4j.pretraining;

import java.util.List;
import org.electra4j.graph.ModelGraph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.random.StatelessRandomUniform;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Draws from the softmax by the inverse of its cumulative distribution, with one uniform number a
 * row. That is the distribution which the original draws by the Gumbel-max method with a number for
 * each token of the vocabulary, at a fraction of the cost.
 *
 * <p>The inverse is taken in two levels, first the block and then the token in it, so that most of
 * the vocabulary is summed and not scanned.
 */
final class CategoricalSampler implements TokenSampler {
  /** Just below 1, so that rounding cannot lead past the last token that has a probability. */
  private static final float BELOW_ONE = 1 - 0x1p-22f;

  @Override
  public Operand<TInt32> sample(
      ModelGraph graph, Operand<TFloat32> logits, Operand<TFloat32> probs) {
    Ops tf = graph.tf();
    int rows = Math.toIntExact(probs.shape().get(0));
    int vocabulary = Math.toIntExact(probs.shape().get(1));
    int blocks = (int) Math.ceil(Math.sqrt(vocabulary));
    int blockSize = (vocabulary + blocks - 1) / blocks;
    Operand<TFloat32> padded =
        tf.pad(
            probs,
            tf.constant(new int[][] {{0, 0}, {0, blocks * blockSize - vocabulary}}),
            graph.scalar(0f));
    Operand<TFloat32> byBlock = tf.reshape(padded, graph.vector(rows, blocks, blockSize));
    Operand<TFloat32> blockSums = tf.sum(byBlock, graph.scalar(2));
    Operand<TFloat32> cumulative = tf.math.cumsum(blockSums, graph.scalar(1));
    Operand<TFloat32> uniform =
        StatelessRandomUniform.create(
            tf.scope(), graph.vector(rows, 1), graph.nextSeed(), TFloat32.class);
    Operand<TFloat32> target = tf.math.mul(uniform, last(graph, cumulative, blocks));
    Operand<TInt32> block = firstAbove(graph, cumulative, target);
    Operand<TInt32> index =
        tf.stack(
            List.of(tf.range(graph.scalar(0), graph.scalar(rows), graph.scalar(1)), block),
            Stack.axis(1L));
    Operand<TFloat32> before =
        tf.expandDims(
            tf.math.sub(tf.gatherNd(cumulative, index), tf.gatherNd(blockSums, index)),
            graph.scalar(1));
    Operand<TFloat32> inBlock = tf.math.cumsum(tf.gatherNd(byBlock, index), graph.scalar(1));
    Operand<TFloat32> rest =
        tf.math.minimum(
            tf.math.sub(target, before),
            tf.math.mul(last(graph, inBlock, blockSize), graph.scalar(BELOW_ONE)));
    return tf.math.add(
        tf.math.mul(block, graph.scalar(blockSize)), firstAbove(graph, inBlock, rest));
  }

  private static Operand<TFloat32> last(
      ModelGraph graph, Operand<TFloat32> cumulative, int columns) {
    return graph.tf().slice(cumulative, graph.vector(0, columns - 1), graph.vector(-1, 1));
  }

  /** The first column whose cumulative sum exceeds the target, [rows]. */
  private static Operand<TInt32> firstAbove(
      ModelGraph graph, Operand<TFloat32> cumulative, Operand<TFloat32> target) {
    Ops tf = graph.tf();
    return tf.sum(
        tf.dtypes.cast(tf.math.lessEqual(cumulative, target), TInt32.class), graph.scalar(1));
  }
}
