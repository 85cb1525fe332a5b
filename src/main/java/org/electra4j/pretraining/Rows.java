package org.electra4j.pretraining;

import java.util.List;
import java.util.function.Function;
import org.electra4j.graph.ModelGraph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.family.TType;

/** Puts together what towers make of their rows. */
final class Rows {
  private Rows() {}

  /** The rows of one tensor of all parts, one part below the other. */
  static <P, T extends TType> Operand<T> joined(
      ModelGraph graph, List<P> parts, Function<P, Operand<T>> tensor) {
    return graph.rows(parts.stream().map(tensor).toList());
  }

  /** Tensors of one type, which need not be known, joined along an axis. */
  static Operand<?> joined(ModelGraph graph, List<Operand<?>> tensors, int axis) {
    return tensors.size() == 1
        ? tensors.get(0)
        : graph
            .tf()
            .scope()
            .opBuilder("ConcatV2", "Rows")
            .addInputList(tensors.stream().map(Operand::asOutput).toArray(Output<?>[]::new))
            .addInput(graph.scalar(axis).asOutput())
            .build()
            .output(0);
  }
}
