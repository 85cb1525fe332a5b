package org.electra4j.pretraining;

import java.util.List;
import org.electra4j.data.MaskedInputs;
import org.electra4j.graph.GraphTensors;
import org.electra4j.graph.ModelGraph;
import org.electra4j.io.BadInputException;
import org.electra4j.model.EncoderInputs;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * The places of a masked batch in the graph, fed with each step.
 *
 * @param masked the rows with {@code [MASK]} applied, each [batch, length] int32
 * @param maskedLmPositions [batch, predictions] int32
 * @param maskedLmIds [batch, predictions] int32
 * @param maskedLmWeights [batch, predictions] float32, 1 for used slots
 */
public record PretrainingInputs(
    EncoderInputs masked,
    Operand<TInt32> maskedLmPositions,
    Operand<TInt32> maskedLmIds,
    Operand<TFloat32> maskedLmWeights) {

  /**
   * @throws BadInputException if there is no slot for a prediction (quirk 7)
   */
  static PretrainingInputs placeholders(ModelGraph graph, int batch, int length, int predictions) {
    if (predictions == 0) {
      throw new BadInputException(
          "no token of "
              + length
              + " would be masked: int((mask_prob + 0.005) * max_seq_length) is 0; raise one of them");
    }
    return new PretrainingInputs(
        new EncoderInputs(
            batch,
            length,
            placeholder(graph, "input_ids", TInt32.class, batch, length),
            placeholder(graph, "input_mask", TInt32.class, batch, length),
            placeholder(graph, "segment_ids", TInt32.class, batch, length)),
        placeholder(graph, "masked_lm_positions", TInt32.class, batch, predictions),
        placeholder(graph, "masked_lm_ids", TInt32.class, batch, predictions),
        placeholder(graph, "masked_lm_weights", TFloat32.class, batch, predictions));
  }

  /** Some rows of them, [count, ...]. */
  PretrainingInputs rows(ModelGraph graph, int first, int count) {
    if (count == masked.batch()) {
      return this;
    }
    return new PretrainingInputs(
        masked.rows(graph, first, count),
        rows(graph, maskedLmPositions, first, count),
        rows(graph, maskedLmIds, first, count),
        rows(graph, maskedLmWeights, first, count));
  }

  /**
   * Feeds a batch.
   *
   * @param fed gets the tensors, which the caller closes after the run
   */
  void feed(Session.Runner runner, MaskedInputs batch, List<Tensor> fed) {
    feed(runner, masked.inputIds(), batch.inputs().inputIds(), fed);
    feed(runner, masked.inputMask(), batch.inputs().inputMask(), fed);
    feed(runner, masked.segmentIds(), batch.inputs().segmentIds(), fed);
    feed(runner, maskedLmPositions, batch.maskedLmPositions(), fed);
    feed(runner, maskedLmIds, batch.maskedLmIds(), fed);
    Tensor weights = GraphTensors.of(maskedLmWeights.shape(), batch.maskedLmWeights());
    fed.add(weights);
    runner.feed(maskedLmWeights, weights);
  }

  private static void feed(
      Session.Runner runner, Operand<TInt32> place, int[] values, List<Tensor> fed) {
    Tensor tensor = GraphTensors.of(place.shape(), values);
    fed.add(tensor);
    runner.feed(place, tensor);
  }

  private static <T extends TType> Operand<T> rows(
      ModelGraph graph, Operand<T> whole, int first, int count) {
    int columns = Math.toIntExact(whole.shape().get(1));
    return graph.tf().slice(whole, graph.vector(first, 0), graph.vector(count, columns));
  }

  private static <T extends TType> Operand<T> placeholder(
      ModelGraph graph, String name, Class<T> type, int rows, int columns) {
    return graph.tf().withName(name).placeholder(type, Placeholder.shape(Shape.of(rows, columns)));
  }
}
