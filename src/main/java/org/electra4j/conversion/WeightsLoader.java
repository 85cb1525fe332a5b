package org.electra4j.conversion;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.io.BadInputException;

/** Opens what is to be converted; the checkpoints stay open until this is closed. */
final class WeightsLoader implements AutoCloseable {
  static final String STEP_METADATA = "global_step";
  static final String TASK_METADATA = "task";
  private static final int NAMES_IN_A_MESSAGE = 3;

  private final ConversionOptions options;
  private final List<String> notes;
  private final List<OpenCheckpoint> open = new ArrayList<>();

  /**
   * @param notes what is left out is told here
   */
  WeightsLoader(ConversionOptions options, List<String> notes) {
    this.options = options;
    this.notes = notes;
  }

  /**
   * The weights of a checkpoint; of two Hugging Face directories {@code discriminator} and {@code
   * generator} in a directory both.
   *
   * @throws BadInputException if there are none, or some that cannot be carried
   */
  ModelWeights load(Path from) {
    Path discriminator = from.resolve("discriminator");
    Path generator = from.resolve("generator");
    if (Files.isDirectory(discriminator) && Files.isDirectory(generator)) {
      return PartSelection.merge(loadOne(discriminator), loadOne(generator));
    }
    return loadOne(from);
  }

  @Override
  public void close() {
    open.forEach(OpenCheckpoint::close);
  }

  private ModelWeights loadOne(Path path) {
    OpenCheckpoint checkpoint = OpenCheckpoint.open(path);
    open.add(checkpoint);
    ModelWeights weights = ModelWeights.of(checkpoint);
    return checkpoint.files().format() == CheckpointFormat.TENSORFLOW
        ? weights
        : fromHuggingFace(checkpoint, weights);
  }

  private ModelWeights fromHuggingFace(OpenCheckpoint checkpoint, ModelWeights weights) {
    Architecture architecture =
        checkpoint
            .architecture()
            .orElseThrow(
                () ->
                    new BadInputException(
                        weights.where() + ": its tensors are not those of an ELECTRA model"));
    if (architecture == Architecture.STUDY) {
      throw new BadInputException(
          weights.where()
              + ": a model of the reproduction study adds positions after the projection of its"
              + " embeddings, which ELECTRA does not; it can be inspected and compared only");
    }
    HuggingFaceConfig.requireOriginals(
        SidecarConfig.read(checkpoint.files(), architecture.scope()), weights.where());
    List<NamedTensor> more = new ArrayList<>();
    if (architecture == Architecture.SEQUENCE_CLASSIFICATION && !options.encoderOnly()) {
      more.addAll(classifier(checkpoint));
    }
    requireNothingElse(checkpoint, architecture);
    Map<String, String> metadata = checkpoint.source().metadata();
    if (metadata.getOrDefault(STEP_METADATA, "").matches("\\d{1,18}")) {
      more.add(
          NamedTensor.ofLong(
              OriginalNames.GLOBAL_STEP, Long.parseLong(metadata.get(STEP_METADATA))));
    }
    return weights.with(more);
  }

  private List<NamedTensor> classifier(OpenCheckpoint checkpoint) {
    if (options.format() == CheckpointFormat.TENSORFLOW) {
      String written = checkpoint.source().metadata().getOrDefault(TASK_METADATA, "");
      String name = written.matches("[A-Za-z0-9_.-]{1,64}") ? written : "classification";
      return ClassificationHead.toOriginal(
          checkpoint, options.task() == null ? name : options.task());
    }
    List<NamedTensor> raw = new ArrayList<>();
    for (TensorInfo info : checkpoint.source().tensors().values()) {
      if (info.name().startsWith(ClassificationHead.PREFIX)) {
        raw.add(new NamedTensor(info, () -> checkpoint.source().read(info.name())));
      }
    }
    return raw;
  }

  private void requireNothingElse(OpenCheckpoint checkpoint, Architecture architecture) {
    List<String> unknown = new ArrayList<>();
    for (TensorInfo info : checkpoint.source().tensors().values()) {
      boolean classifier =
          architecture == Architecture.SEQUENCE_CLASSIFICATION
              && info.name().startsWith(ClassificationHead.PREFIX);
      if (architecture.isDropped(info.name())) {
        if (architecture.isBert()) {
          notes.add("left out, as ELECTRA has none: " + info.name());
        }
      } else if (!classifier && checkpoint.meaning(info).isEmpty()) {
        unknown.add(info.name());
      }
    }
    if (unknown.isEmpty()) {
      return;
    }
    String names =
        String.join(", ", unknown.subList(0, Math.min(NAMES_IN_A_MESSAGE, unknown.size())));
    if (!options.encoderOnly()) {
      throw new BadInputException(
          "%s: holds %d tensors that the original has nothing for (%s);"
                  .formatted(checkpoint.files().path(), unknown.size(), names)
              + " --architecture ElectraModel takes the encoder alone");
    }
    notes.add("left out: " + unknown.size() + " tensors (" + names + ")");
  }
}
