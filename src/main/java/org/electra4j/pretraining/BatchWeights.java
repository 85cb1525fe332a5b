package org.electra4j.pretraining;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.electra4j.graph.ModelGraph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * The weights over which losses are averaged, of a batch that goes through the graph in parts. A
 * part does not know the weights of the others, so those of all parts are summed beforehand and
 * fed.
 */
final class BatchWeights {
  private final ModelGraph graph;
  private final List<Operand<TFloat32>> ofPart = new ArrayList<>();
  private final List<Operand<TFloat32>> ofBatch = new ArrayList<>();

  BatchWeights(ModelGraph graph) {
    this.graph = graph;
  }

  /** The place of the batch's weight, scalar, for that of the part. */
  Operand<TFloat32> place(Operand<TFloat32> weightOfPart) {
    Operand<TFloat32> place =
        graph.tf().placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    ofPart.add(weightOfPart);
    ofBatch.add(place);
    return place;
  }

  /**
   * The weights of a batch: those of its parts, summed.
   *
   * @param run does a run of the session
   * @param inputs where a part is fed
   */
  float[] sums(
      Session session,
      Function<Session.Runner, Result> run,
      PretrainingInputs inputs,
      List<BatchPart> parts) {
    float[] sums = new float[ofPart.size()];
    if (sums.length == 0) {
      return sums;
    }
    for (BatchPart part : parts) {
      Session.Runner runner = session.runner();
      List<Tensor> fed = new ArrayList<>();
      try {
        inputs.feed(runner, part.rows(), fed);
        ofPart.forEach(runner::fetch);
        try (Result result = run.apply(runner)) {
          for (int i = 0; i < sums.length; i++) {
            sums[i] += ((TFloat32) result.get(i)).getFloat();
          }
        }
      } finally {
        fed.forEach(Tensor::close);
      }
    }
    return sums;
  }

  /**
   * Feeds the weights of the batch.
   *
   * @param sums what {@link #sums} gave
   * @param fed gets the tensors, which the caller closes after the run
   */
  void feed(Session.Runner runner, float[] sums, List<Tensor> fed) {
    for (int i = 0; i < sums.length; i++) {
      Tensor tensor = TFloat32.scalarOf(sums[i]);
      fed.add(tensor);
      runner.feed(ofBatch.get(i), tensor);
    }
  }
}
