package org.electra4j.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.io.BadInputException;

/** Takes one of the two models out of the weights. */
final class PartSelection {
  private PartSelection() {}

  /**
   * The discriminator or fine-tuned model: {@code electra/}, its heads, and the step.
   *
   * @throws BadInputException if there is none
   */
  static ModelWeights discriminator(ModelWeights weights) {
    ModelWeights part =
        weights.only(
            name ->
                name.startsWith("electra/")
                    || name.startsWith("discriminator_predictions/")
                    || name.startsWith("task_specific/")
                    || name.startsWith(ClassificationHead.PREFIX)
                    || name.equals(OriginalNames.GLOBAL_STEP));
    if (!part.hasPart(ModelPart.DISCRIMINATOR)) {
      throw new BadInputException(weights.where() + ": holds no discriminator");
    }
    return part;
  }

  /**
   * The generator with its embeddings, all of it under {@code generator/} and {@code
   * generator_predictions/}, and the step.
   *
   * @throws BadInputException if there is none, or it is of two towers
   */
  static ModelWeights generator(ModelWeights weights) {
    if (weights.names().stream().anyMatch(name -> name.startsWith("generator_ltr/"))) {
      throw new BadInputException(
          weights.where() + ": its generator has two towers, which only the original's format has");
    }
    if (!weights.hasPart(ModelPart.GENERATOR_HEAD)) {
      throw new BadInputException(weights.where() + ": holds no generator");
    }
    boolean ownEncoder =
        weights.names().stream().anyMatch(name -> name.startsWith("generator/encoder/"));
    boolean ownEmbeddings =
        weights.names().stream().anyMatch(name -> name.startsWith("generator/embeddings/"));
    ModelWeights taken =
        weights.only(
            name ->
                name.startsWith("generator/")
                    || name.startsWith("generator_predictions/")
                    || name.equals(OriginalNames.GLOBAL_STEP)
                    || (!ownEncoder && name.startsWith("electra/"))
                    || (!ownEmbeddings && name.startsWith("electra/embeddings/")));
    return taken.renamed(
        name -> name.startsWith("electra/") ? "generator/" + name.substring(8) : name);
  }

  /**
   * The generator under the names of a pretraining checkpoint: its embeddings are {@code
   * electra/embeddings/}, where the original looks for shared ones.
   */
  static ModelWeights originalGenerator(ModelWeights weights) {
    boolean untied =
        weights.names().stream().anyMatch(name -> name.startsWith("generator/embeddings/"))
            && weights.hasPart(ModelPart.EMBEDDINGS);
    return generator(weights)
        .renamed(
            name ->
                !untied && name.startsWith("generator/embeddings/")
                    ? "electra/" + name.substring("generator/".length())
                    : name);
  }

  /**
   * Discriminator and generator in one checkpoint, as the original's training writes it: what is
   * the same in both, all of the encoder or the embeddings, stands there once, the discriminator's.
   */
  static ModelWeights merge(ModelWeights discriminator, ModelWeights generator) {
    List<String> own =
        generator.names().stream().filter(name -> name.startsWith("generator/")).toList();
    List<String> embeddings =
        own.stream().filter(name -> name.startsWith("generator/embeddings/")).toList();
    List<String> shared = List.of();
    if (own.stream().allMatch(name -> isShared(name, discriminator, generator))) {
      shared = own;
    } else if (embeddings.stream().allMatch(name -> isShared(name, discriminator, generator))) {
      shared = embeddings;
    }
    Map<String, JsonNode> configs = new HashMap<>();
    if (discriminator.configs().containsKey("electra")) {
      configs.put("electra", discriminator.configs().get("electra"));
    }
    if (generator.configs().containsKey("generator")) {
      configs.put("generator", generator.configs().get("generator"));
    }
    List<String> dropped = shared;
    return new ModelWeights(
        discriminator.where() + " and " + generator.where(),
        generator
            .only(name -> !dropped.contains(name))
            .with(discriminator.tensors().values())
            .tensors(),
        configs);
  }

  private static boolean isShared(String name, ModelWeights discriminator, ModelWeights generator) {
    String shared = "electra/" + name.substring("generator/".length());
    NamedTensor here = discriminator.tensors().get(shared);
    NamedTensor there = generator.tensors().get(name);
    return here != null
        && Arrays.equals(here.info().shape(), there.info().shape())
        && here.info().dtype() == there.info().dtype()
        && here.bytes().get().equals(there.bytes().get());
  }
}
