package org.electra4j.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.io.BadInputException;

/**
 * The weights of a model under the original's names, read when they are asked for.
 *
 * @param where what they were read from, for messages
 * @param tensors by name; shapes and order of elements are the original's, types the file's
 * @param configs what is said beside the tensors, by encoder scope
 */
record ModelWeights(
    String where, SortedMap<String, NamedTensor> tensors, Map<String, JsonNode> configs) {

  /** The tensors of known meaning in a checkpoint. */
  static ModelWeights of(OpenCheckpoint checkpoint) {
    SortedMap<String, NamedTensor> tensors = new TreeMap<>();
    checkpoint
        .known()
        .forEach(
            (name, known) ->
                tensors.put(
                    name,
                    NamedTensor.of(
                        name, known.info().dtype(), known.shape(), () -> checkpoint.read(known))));
    Map<String, JsonNode> configs = new HashMap<>();
    for (String scope : new String[] {"electra", "generator"}) {
      JsonNode config = SidecarConfig.read(checkpoint.files(), scope);
      if (config != null) {
        configs.put(scope, config);
      }
    }
    return new ModelWeights(checkpoint.files().path().toString(), tensors, configs);
  }

  Set<String> names() {
    return tensors.keySet();
  }

  boolean hasPart(ModelPart part) {
    return names().stream().anyMatch(name -> ModelPart.of(name) == part);
  }

  /**
   * The sizes of an encoder.
   *
   * @throws BadInputException if tensors that show them are missing
   */
  InferredModel model(String scope) {
    Map<String, long[]> shapes = new HashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.info().shape()));
    Optional<InferredModel> model = InferredModel.of(scope, shapes, configs.get(scope));
    return model.orElseThrow(
        () -> new BadInputException(where + ": no whole encoder '" + scope + "' of ELECTRA"));
  }

  /** Those tensors that are wanted. */
  ModelWeights only(Predicate<String> wanted) {
    SortedMap<String, NamedTensor> kept = new TreeMap<>(tensors);
    kept.keySet().removeIf(wanted.negate());
    return new ModelWeights(where, kept, configs);
  }

  /** The same with other names; equal ones would overwrite each other. */
  ModelWeights renamed(Function<String, String> name) {
    SortedMap<String, NamedTensor> renamed = new TreeMap<>();
    for (NamedTensor tensor : tensors.values()) {
      String other = name.apply(tensor.info().name());
      renamed.put(
          other,
          NamedTensor.of(other, tensor.info().dtype(), tensor.info().shape(), tensor.bytes()));
    }
    return new ModelWeights(where, renamed, configs);
  }

  /** The same with some tensors replaced or added. */
  ModelWeights with(Iterable<NamedTensor> others) {
    SortedMap<String, NamedTensor> all = new TreeMap<>(tensors);
    others.forEach(tensor -> all.put(tensor.info().name(), tensor));
    return new ModelWeights(where, all, configs);
  }

  /**
   * The elements of a floating-point tensor as float32.
   *
   * @throws BadInputException if it is missing or not floating point
   */
  float[] floats(String name) {
    NamedTensor tensor = tensors.get(name);
    if (tensor == null || !TensorElements.isFloating(tensor.info().dtype())) {
      throw new BadInputException(where + ": no floating-point tensor " + name);
    }
    return TensorElements.floats(tensor.info().dtype(), tensor.bytes().get());
  }
}
