package org.electra4j.pretraining;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.data.MaskedInputs;
import org.electra4j.graph.GraphTensors;
import org.electra4j.metrics.PretrainingOutputs;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;

/** The predictions that metrics need, fetched in a fixed order. */
final class OutputFetches {
  private static final int OF_GENERATOR = 4;

  private OutputFetches() {}

  private static List<Operand<?>> of(PretrainingModel model) {
    List<Operand<?>> fetches = new ArrayList<>();
    fetches.add(model.tensors().get("fake/input_ids"));
    fetches.add(model.maskedLm().preds());
    fetches.add(model.maskedLm().perExampleLoss());
    fetches.add(model.sampledTokenIds());
    model
        .discriminator()
        .ifPresent(
            d -> fetches.addAll(List.of(d.perExampleLoss(), d.labels(), d.probs(), d.preds())));
    return fetches;
  }

  static void addTo(Session.Runner runner, PretrainingModel model) {
    of(model).forEach(runner::fetch);
  }

  static int[] fakeInputIds(Result result, int first) {
    return GraphTensors.ints(result.get(first));
  }

  /**
   * @param first index of the first of these fetches in the result
   */
  static PretrainingOutputs outputs(
      Result result, int first, MaskedInputs batch, PretrainingModel model) {
    boolean disc = model.discriminator().isPresent();
    int next = first + OF_GENERATOR;
    return new PretrainingOutputs(
        batch.inputs().batchSize(),
        batch.inputs().length(),
        batch.predictions(),
        batch.inputs().inputMask(),
        batch.maskedLmIds(),
        batch.maskedLmWeights(),
        GraphTensors.ints(result.get(first + 1)),
        GraphTensors.floats(result.get(first + 2)),
        GraphTensors.ints(result.get(first + 3)),
        disc ? GraphTensors.floats(result.get(next)) : null,
        disc ? GraphTensors.ints(result.get(next + 1)) : null,
        disc ? GraphTensors.floats(result.get(next + 2)) : null,
        disc ? GraphTensors.ints(result.get(next + 3)) : null);
  }
}
