package org.electra4j.pretraining;

import org.electra4j.graph.ModelGraph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * The gathering and scattering by which the generator predicts only at masked positions (original:
 * {@code pretrain_helpers}).
 */
public final class PretrainHelpers {
  private PretrainHelpers() {}

  /**
   * Positions within rows as positions in the flattened batch.
   *
   * @param positions [batch, n]
   * @param length tokens a row
   * @return [batch * n]
   */
  static Operand<TInt32> flatPositions(ModelGraph graph, Operand<TInt32> positions, int length) {
    Ops tf = graph.tf();
    int batch = Math.toIntExact(positions.shape().get(0));
    Operand<TInt32> firsts =
        tf.reshape(
            tf.range(graph.scalar(0), graph.scalar(batch * length), graph.scalar(length)),
            graph.vector(batch, 1));
    return tf.reshape(tf.math.add(positions, firsts), graph.vector(-1));
  }

  /**
   * The entries of a flattened sequence at positions of its rows (original: {@code
   * gather_positions}).
   *
   * @param flatSequence [batch * length] or [batch * length, depth]
   * @param positions [batch, n]
   * @return [batch * n] or [batch * n, depth]
   */
  public static <T extends TNumber> Operand<T> gatherPositions(
      ModelGraph graph, Operand<T> flatSequence, Operand<TInt32> positions, int length) {
    return graph
        .tf()
        .gather(flatSequence, flatPositions(graph, positions, length), graph.scalar(0));
  }

  /**
   * @param sequence after the update
   * @param updated [batch, length] int32, 1 where an entry was replaced
   */
  public record ScatterUpdate<T extends TNumber>(Operand<T> sequence, Operand<TInt32> updated) {}

  /**
   * Replaces entries of a sequence (original: {@code scatter_update}). Index 0 is never replaced.
   * Updates of one position average: their sum divided by their number, rounded down for integers
   * (quirk 8).
   *
   * @param sequence [batch, length] or [batch, length, depth], float32 or int32
   * @param updates [batch, n] or [batch, n, depth]
   * @param positions [batch, n]
   */
  public static <T extends TNumber> ScatterUpdate<T> scatterUpdate(
      ModelGraph graph, Operand<T> sequence, Operand<T> updates, Operand<TInt32> positions) {
    Ops tf = graph.tf();
    Shape shape = sequence.shape();
    int batch = Math.toIntExact(shape.get(0));
    int length = Math.toIntExact(shape.get(1));
    int depth = shape.numDimensions() == 3 ? Math.toIntExact(shape.get(2)) : 1;
    int n = Math.toIntExact(positions.shape().get(1));
    Operand<TInt32> index =
        tf.reshape(flatPositions(graph, positions, length), graph.vector(-1, 1));
    Operand<T> sums =
        tf.scatterNd(
            index,
            tf.reshape(updates, graph.vector(batch * n, depth)),
            graph.vector(batch * length, depth));
    Operand<TInt32> counts =
        tf.reshape(
            tf.scatterNd(
                index,
                tf.fill(graph.vector(batch * n), graph.scalar(1)),
                graph.vector(batch * length)),
            graph.vector(batch, length));
    Operand<TInt32> notFirst =
        tf.math.minimum(
            tf.range(graph.scalar(0), graph.scalar(length), graph.scalar(1)), graph.scalar(1));
    Operand<TInt32> uses = tf.math.mul(counts, notFirst);
    Operand<TInt32> updated = tf.math.minimum(uses, graph.scalar(1));

    Operand<T> divisor =
        tf.dtypes.cast(
            tf.reshape(tf.math.maximum(uses, graph.scalar(1)), graph.vector(-1, 1)),
            sequence.type());
    boolean integers = sequence.type() == TInt32.class;
    Operand<T> means = integers ? tf.math.floorDiv(sums, divisor) : tf.math.div(sums, divisor);
    Operand<T> replaced =
        tf.select(
            tf.math.equal(tf.reshape(updated, graph.vector(-1, 1)), graph.scalar(1)),
            means,
            tf.reshape(sequence, graph.vector(batch * length, depth)));
    return new ScatterUpdate<>(tf.reshape(replaced, dims(graph, shape)), updated);
  }

  private static Operand<TInt32> dims(ModelGraph graph, Shape shape) {
    int[] dims = new int[shape.numDimensions()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Math.toIntExact(shape.get(i));
    }
    return graph.vector(dims);
  }
}
