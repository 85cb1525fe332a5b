package org.electra4j.finetuning.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.electra4j.metrics.EvalOutput;

/** What a task makes of text that has no labels (the command {@code predict}). */
public interface TextPredictor {
  /** What a line of the input holds, for the help and error messages. */
  String lineFormat();

  /**
   * The example of a line.
   *
   * @param number of the line, the first being 0; it is the example's {@code eid}
   * @param where the line stands, for error messages
   * @throws org.electra4j.io.BadInputException if the line is something else
   */
  Example read(String line, int number, String where);

  /**
   * The examples of a file that is not made of such lines; empty if it is.
   *
   * @throws org.electra4j.io.BadInputException if the file cannot be read or is something else
   */
  default Optional<List<? extends Example>> readFile(Path file) {
    return Optional.empty();
  }

  /**
   * The prediction as JSON.
   *
   * @param outputs of the example's features, in their order
   */
  ObjectNode json(Example example, List<EvalOutput> outputs);

  /** The prediction as text, without the last line end. */
  String text(Example example, List<EvalOutput> outputs);
}
