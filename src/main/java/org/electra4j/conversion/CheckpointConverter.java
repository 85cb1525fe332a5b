package org.electra4j.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorBundleWriter;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.tensorflow.proto.DataType;

/** Converts checkpoints from any format to the original's or to Hugging Face's. */
public final class CheckpointConverter {
  private final ConversionOptions options;
  private final List<String> notes = new ArrayList<>();
  private final List<Path> written = new ArrayList<>();

  private CheckpointConverter(ConversionOptions options) {
    this.options = options;
  }

  /**
   * What was done.
   *
   * @param written prefixes of TensorFlow checkpoints, or directories
   * @param notes what a user may not expect, a sentence each
   */
  public record Result(List<Path> written, List<String> notes) {}

  /**
   * Writes a discriminator or fine-tuned model as a TensorFlow checkpoint, for a program that makes
   * something else of it.
   *
   * @param options as for {@link #convert}; {@code to} is the prefix
   * @param notes what a user may not expect is added here
   * @return the model's sizes
   * @throws BadInputException as {@link #convert}, or if the sizes are not known
   */
  public static InferredModel stage(ConversionOptions options, List<String> notes) {
    CheckpointConverter converter = new CheckpointConverter(options);
    try (WeightsLoader loader = new WeightsLoader(options, notes)) {
      ModelWeights weights =
          PartSelection.discriminator(converter.changed(loader, loader.load(options.from())));
      InferredModel model = weights.model("electra");
      model.checkHeads(weights.where(), notes);
      converter.writeTensorFlow(weights, Optional.empty());
      return model;
    }
  }

  /**
   * Converts.
   *
   * @throws BadInputException if the source is damaged, or something of it cannot be carried
   */
  public static Result convert(ConversionOptions options) {
    CheckpointConverter converter = new CheckpointConverter(options);
    try (WeightsLoader loader = new WeightsLoader(options, converter.notes)) {
      converter.run(loader);
    }
    return new Result(converter.written, converter.notes);
  }

  private void run(WeightsLoader loader) {
    ModelWeights weights = changed(loader, loader.load(options.from()));
    Optional<SourceVocabulary> found = SourceVocabulary.find(options, rows(weights));
    if (found.isPresent() && found.get().vocabulary().size() != rows(weights)) {
      throw new BadInputException(
          "%s: %d tokens, the model has embeddings for %d"
              .formatted(options.vocabulary(), found.get().vocabulary().size(), rows(weights)));
    }
    if (options.addTokens() != null) {
      SourceVocabulary known =
          found.orElseThrow(() -> new BadInputException("adding tokens needs --vocab-file"));
      SourceVocabulary grown = known.with(options.addTokens());
      weights =
          WeightTransforms.addTokens(
              weights, grown.vocabulary().size() - known.vocabulary().size());
      found = Optional.of(grown);
    }
    if (options.format() == CheckpointFormat.TENSORFLOW) {
      writeTensorFlow(weights, found);
    } else {
      found.ifPresent(TokenizerFiles::requireWritable);
      writeHuggingFace(weights, found);
    }
  }

  private ModelWeights changed(WeightsLoader loader, ModelWeights loaded) {
    ModelWeights weights = loaded;
    boolean changes =
        !options.average().isEmpty() || options.addTokens() != null || options.positions() > 0;
    if (options.keepSlots() && (changes || options.format() != CheckpointFormat.TENSORFLOW)) {
      throw new BadInputException(
          "slots are kept only from one TensorFlow checkpoint to another with unchanged weights");
    }
    if (!options.keepSlots()) {
      weights = weights.only(name -> !OriginalNames.isSlot(name));
    }
    if (options.heads() > 0) {
      String scope = options.part() == ConversionOptions.Part.GENERATOR ? "generator" : "electra";
      weights = withHeads(weights, scope);
    }
    List<ModelWeights> others = options.average().stream().map(loader::load).toList();
    weights = others.isEmpty() ? weights : WeightTransforms.average(weights, others);
    return options.positions() > 0
        ? WeightTransforms.growPositions(weights, options.positions())
        : weights;
  }

  private ModelWeights withHeads(ModelWeights weights, String scope) {
    Map<String, JsonNode> configs = new HashMap<>(weights.configs());
    ObjectNode config =
        configs.get(scope) instanceof ObjectNode known
            ? known.deepCopy()
            : Json.mapper().createObjectNode();
    configs.put(scope, config.put("num_attention_heads", options.heads()));
    ModelWeights changed = new ModelWeights(weights.where(), weights.tensors(), configs);
    if (changed.model(scope).headsAssumed()) {
      throw new BadInputException(
          "--num-attention-heads is "
              + options.heads()
              + ", expected a divisor of the hidden size");
    }
    return changed;
  }

  private static long rows(ModelWeights weights) {
    for (NamedTensor tensor : weights.tensors().values()) {
      long[] shape = tensor.info().shape();
      if (tensor.info().name().endsWith("embeddings/word_embeddings") && shape.length == 2) {
        return shape[0];
      }
    }
    throw new BadInputException(weights.where() + ": holds no model, as it has no word embeddings");
  }

  private void writeTensorFlow(ModelWeights weights, Optional<SourceVocabulary> vocabulary) {
    ModelWeights part = weights;
    if (options.part() == ConversionOptions.Part.DISCRIMINATOR) {
      part = PartSelection.discriminator(weights);
    } else if (options.part() == ConversionOptions.Part.GENERATOR
        || !weights.hasPart(ModelPart.DISCRIMINATOR)) {
      part = PartSelection.originalGenerator(weights);
    }
    if (options.encoderOnly()) {
      part = part.only(name -> name.startsWith("electra/"));
    }
    List<NamedTensor> tensors = part.tensors().values().stream().map(this::asFloat32).toList();
    Path prefix = options.to();
    if (Files.isDirectory(prefix)) {
      NamedTensor step = part.tensors().get(OriginalNames.GLOBAL_STEP);
      long at = step == null ? 0 : step.bytes().get().getLong(0);
      prefix = new CheckpointManager(prefix, 0).save(at, tensors, null);
    } else {
      TensorBundleWriter.write(prefix, tensors);
    }
    written.add(prefix);
    if (vocabulary.isPresent()) {
      writeBeside(prefix, vocabulary.get());
    }
  }

  private void writeBeside(Path prefix, SourceVocabulary vocabulary) {
    if (vocabulary.isWordPiece()) {
      Path file = prefix.resolveSibling(SourceVocabulary.FILE);
      if (options.addTokens() != null || !Files.exists(file)) {
        AtomicFiles.writeString(file, String.join("\n", vocabulary.vocabulary().tokens()) + "\n");
      }
      return;
    }
    Path file = prefix.resolveSibling(vocabulary.file().getFileName());
    if (!Files.exists(file)) {
      AtomicFiles.write(file, out -> Files.copy(vocabulary.file(), out));
    }
  }

  /** The original's variables are float32. */
  private NamedTensor asFloat32(NamedTensor tensor) {
    TensorInfo info = tensor.info();
    return TensorElements.isFloating(info.dtype())
        ? NamedTensor.of(
            info.name(),
            DataType.DT_FLOAT,
            info.shape(),
            () -> TensorElements.convert(info.dtype(), tensor.bytes().get(), DataType.DT_FLOAT))
        : tensor;
  }

  private void writeHuggingFace(ModelWeights weights, Optional<SourceVocabulary> vocabulary) {
    if (options.part() == ConversionOptions.Part.BOTH) {
      writeDirectory(
          options.to().resolve("discriminator"), PartSelection.discriminator(weights), vocabulary);
      writeDirectory(
          options.to().resolve("generator"), PartSelection.generator(weights), vocabulary);
    } else if (options.part() == ConversionOptions.Part.GENERATOR
        || (options.part() == null && !weights.hasPart(ModelPart.DISCRIMINATOR))) {
      writeDirectory(options.to(), PartSelection.generator(weights), vocabulary);
    } else {
      writeDirectory(options.to(), PartSelection.discriminator(weights), vocabulary);
    }
  }

  private void writeDirectory(
      Path directory, ModelWeights weights, Optional<SourceVocabulary> vocabulary) {
    InferredModel model = new HuggingFaceWriter(options, notes).write(directory, weights);
    if (vocabulary.isPresent()) {
      TokenizerFiles.write(
          directory,
          vocabulary.get(),
          SourceVocabulary.normalization(options),
          model.transformer().maxPositionEmbeddings());
    } else {
      notes.add("written without a tokenizer: no vocab.txt found, --vocab-file names one");
    }
    written.add(directory);
  }
}
