package org.electra4j.conversion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.io.BadInputException;
import org.tensorflow.proto.DataType;

/** Changes to the weights of a model on their way from one checkpoint to another. */
final class WeightTransforms {
  private WeightTransforms() {}

  /**
   * The mean of several models, added in float64. Weights that are not floating point are the
   * first's.
   *
   * @throws BadInputException if they do not have the same weights
   */
  static ModelWeights average(ModelWeights first, List<ModelWeights> others) {
    List<NamedTensor> means = new ArrayList<>();
    for (NamedTensor tensor : first.tensors().values()) {
      TensorInfo info = tensor.info();
      if (!TensorElements.isFloating(info.dtype())) {
        continue;
      }
      for (ModelWeights other : others) {
        NamedTensor same = other.tensors().get(info.name());
        if (same == null || !Arrays.equals(same.info().shape(), info.shape())) {
          throw new BadInputException(
              "%s cannot be averaged with %s: there is no %s in it"
                  .formatted(first.where(), other.where(), info));
        }
      }
      means.add(lazy(info.name(), info.shape(), () -> mean(info.name(), first, others)));
    }
    return first.with(means);
  }

  private static float[] mean(String name, ModelWeights first, List<ModelWeights> others) {
    float[] values = first.floats(name);
    double[] sum = new double[values.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = values[i];
    }
    for (ModelWeights other : others) {
      float[] more = other.floats(name);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += more[i];
      }
    }
    for (int i = 0; i < sum.length; i++) {
      values[i] = (float) (sum[i] / (others.size() + 1));
    }
    return values;
  }

  /**
   * Room for more tokens behind those of the vocabulary. A new token's embedding, and its bias in
   * the generator's output, is the mean of all others: so it is neither likely nor unlikely before
   * it was trained.
   */
  static ModelWeights addTokens(ModelWeights weights, int count) {
    List<NamedTensor> grown = new ArrayList<>();
    for (NamedTensor tensor : weights.tensors().values()) {
      String name = tensor.info().name();
      if (name.endsWith("embeddings/word_embeddings")
          || name.equals("generator_predictions/output_bias")) {
        grown.add(grow(weights, tensor.info(), count, WeightTransforms::meanRow));
      }
    }
    return weights.with(grown);
  }

  /**
   * Room for longer sequences. The new positions repeat the old ones from the first on, as
   * Longformer's authors did (Beltagy et al. 2020, section 5).
   *
   * @throws BadInputException if the model has more positions already
   */
  static ModelWeights growPositions(ModelWeights weights, int positions) {
    List<NamedTensor> grown = new ArrayList<>();
    for (NamedTensor tensor : weights.tensors().values()) {
      TensorInfo info = tensor.info();
      if (info.name().endsWith("embeddings/position_embeddings")) {
        if (info.shape().length != 2 || info.shape()[0] > positions || info.shape()[0] < 1) {
          throw new BadInputException(
              weights.where() + ": " + info + " cannot grow to " + positions + " positions");
        }
        int more = positions - (int) info.shape()[0];
        grown.add(grow(weights, info, more, (old, row, width) -> row % (old.length / width)));
      }
    }
    return weights.with(grown);
  }

  /** Says which row of the table a new row repeats, -1 for the mean of all. */
  private interface NewRow {
    int of(float[] table, int row, int width);
  }

  private static int meanRow(float[] table, int row, int width) {
    return -1;
  }

  private static NamedTensor grow(ModelWeights weights, TensorInfo info, int more, NewRow newRow) {
    if (info.shape().length == 0 || info.elements() == 0) {
      throw new BadInputException(weights.where() + ": " + info + " has no rows to grow from");
    }
    int width = info.shape().length == 2 ? Math.toIntExact(info.shape()[1]) : 1;
    long[] shape = info.shape().clone();
    shape[0] += more;
    return lazy(
        info.name(),
        shape,
        () -> {
          float[] old = weights.floats(info.name());
          float[] mean = means(old, width);
          float[] table = Arrays.copyOf(old, old.length + more * width);
          for (int row = old.length / width; row < table.length / width; row++) {
            int from = newRow.of(old, row, width);
            System.arraycopy(
                from < 0 ? mean : old, Math.max(0, from) * width, table, row * width, width);
          }
          return table;
        });
  }

  private static float[] means(float[] table, int width) {
    double[] sum = new double[width];
    for (int i = 0; i < table.length; i++) {
      sum[i % width] += table[i];
    }
    float[] mean = new float[width];
    for (int i = 0; i < width; i++) {
      mean[i] = (float) (sum[i] * width / table.length);
    }
    return mean;
  }

  private interface Values {
    float[] get();
  }

  private static NamedTensor lazy(String name, long[] shape, Values values) {
    return NamedTensor.of(
        name,
        DataType.DT_FLOAT,
        shape,
        () -> NamedTensor.ofFloats(name, shape, values.get()).bytes().get());
  }
}
