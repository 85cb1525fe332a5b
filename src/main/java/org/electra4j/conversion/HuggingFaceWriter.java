package org.electra4j.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.tensorflow.proto.DataType;

/** Writes {@code config.json} and {@code model.safetensors} of one model. */
final class HuggingFaceWriter {
  private final ConversionOptions options;
  private final List<String> notes;

  HuggingFaceWriter(ConversionOptions options, List<String> notes) {
    this.options = options;
    this.notes = notes;
  }

  /**
   * Writes a model.
   *
   * @param weights the model's alone, under the scope {@code electra} or {@code generator}
   * @return its sizes
   * @throws BadInputException if something of it cannot be carried
   */
  InferredModel write(Path directory, ModelWeights weights) {
    Architecture architecture = architecture(weights);
    InferredModel model = weights.model(architecture.scope());
    if (architecture != Architecture.MASKED_LM) { // the original's generator follows the rule
      model.checkHeads(weights.where(), notes);
    }
    List<NamedTensor> tensors = new ArrayList<>();
    Map<String, String> metadata = new TreeMap<>(Map.of("format", "pt"));
    for (NamedTensor tensor : weights.tensors().values()) {
      String name = tensor.info().name();
      Optional<String> renamed = HuggingFaceNames.huggingFace(name, architecture);
      if (renamed.isPresent()) {
        tensors.add(inHuggingFacesOrder(tensor, renamed.get()));
      } else if (name.equals(OriginalNames.GLOBAL_STEP)) {
        metadata.put(WeightsLoader.STEP_METADATA, String.valueOf(tensor.bytes().get().getLong(0)));
      }
    }
    requireWhole(weights, architecture, model, tensors);
    int labels = addHead(weights, architecture, model, tensors, metadata);
    JsonNode known = weights.configs().get(architecture.scope());
    Json.write(
        directory.resolve(CheckpointFiles.CONFIG),
        HuggingFaceConfig.of(model, known, architecture, options.dtype(), labels));
    ModelFiles.write(directory, metadata, tensors, options.maxShardBytes());
    return model;
  }

  private Architecture architecture(ModelWeights weights) {
    if (weights.names().stream().anyMatch(name -> name.startsWith("generator/"))) {
      if (options.encoderOnly()) {
        throw new BadInputException("ElectraModel is for the discriminator, not the generator");
      }
      return Architecture.MASKED_LM;
    } else if (options.encoderOnly()) {
      return Architecture.MODEL;
    } else if (weights.hasPart(ModelPart.DISCRIMINATOR_HEAD)) {
      return Architecture.PRE_TRAINING;
    }
    boolean classifier =
        weights.names().stream().anyMatch(name -> name.startsWith(ClassificationHead.PREFIX));
    return classifier || weights.hasPart(ModelPart.TASK_HEAD)
        ? Architecture.SEQUENCE_CLASSIFICATION
        : Architecture.MODEL;
  }

  /** Adds the head of a classification and returns the number of its labels. */
  private int addHead(
      ModelWeights weights,
      Architecture architecture,
      InferredModel model,
      List<NamedTensor> tensors,
      Map<String, String> metadata) {
    if (architecture != Architecture.SEQUENCE_CLASSIFICATION) {
      return 0;
    }
    List<NamedTensor> head =
        weights.tensors().values().stream()
            .filter(tensor -> tensor.info().name().startsWith(ClassificationHead.PREFIX))
            .toList();
    if (head.isEmpty()) {
      String task = ClassificationHead.task(weights, options.task());
      metadata.put(WeightsLoader.TASK_METADATA, task);
      head = ClassificationHead.toHuggingFace(weights, task, model.transformer().hiddenSize());
    }
    head.forEach(tensor -> tensors.add(stored(tensor)));
    return head.stream()
        .filter(tensor -> tensor.info().name().equals("classifier.out_proj.bias"))
        .mapToInt(tensor -> Math.toIntExact(tensor.info().elements()))
        .sum();
  }

  private NamedTensor inHuggingFacesOrder(NamedTensor tensor, String name) {
    TensorInfo info = tensor.info();
    if (!info.name().endsWith("/kernel")) {
      return stored(
          new NamedTensor(new TensorInfo(name, info.dtype(), info.shape()), tensor.bytes()));
    }
    if (info.shape().length != 2) {
      throw new BadInputException(info + ", expected a matrix");
    }
    int rows = Math.toIntExact(info.shape()[0]);
    int columns = Math.toIntExact(info.shape()[1]);
    return stored(
        NamedTensor.of(
            name,
            info.dtype(),
            new long[] {columns, rows},
            () -> TensorElements.transpose(tensor.bytes().get(), rows, columns, info.dtype())));
  }

  /** In the wanted type. */
  private NamedTensor stored(NamedTensor tensor) {
    TensorInfo info = tensor.info();
    DataType dtype = options.dtype();
    if (!TensorElements.isFloating(info.dtype())) {
      throw new BadInputException(info + ", expected floating-point weights");
    }
    return NamedTensor.of(
        info.name(),
        dtype,
        info.shape(),
        () -> {
          ByteBuffer bytes = tensor.bytes().get();
          return TensorElements.convert(info.dtype(), bytes, dtype);
        });
  }

  /** A class of the library needs every tensor that its sizes ask for. */
  private static void requireWhole(
      ModelWeights weights,
      Architecture architecture,
      InferredModel model,
      List<NamedTensor> tensors) {
    Map<String, long[]> present = new TreeMap<>();
    tensors.forEach(tensor -> present.put(tensor.info().name(), tensor.info().shape()));
    HuggingFaceShapes.of(architecture, model)
        .forEach(
            (name, shape) -> {
              if (!Arrays.equals(shape, present.remove(name))) {
                throw new BadInputException(
                    "%s: %s of shape %s is missing or of another shape"
                        .formatted(weights.where(), name, Arrays.toString(shape)));
              }
            });
    if (!present.isEmpty()) {
      throw new BadInputException(
          "%s: does not fit its other tensors: %s"
              .formatted(weights.where(), present.keySet().iterator().next()));
    }
  }
}
