package org.electra4j.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/** What {@code --preset} and {@code --hparams} say, read and merged. */
public final class Hparams {
  private static final String OVERRIDES = "model_hparam_overrides";
  private static final String SUFFIX = ".json";

  private Hparams() {}

  /**
   * The hparams over the preset's. The overrides of the Transformer's sizes are merged key by key;
   * debug mode, when the hparams ask for it, takes its batch sizes and steps from itself and not
   * from the preset.
   *
   * @param hparams a JSON object, a path that ends in {@code .json}, or null
   * @param preset a file's name in {@code configs/} without {@code .json}, a path that ends in
   *     {@code .json}, or null
   * @throws BadInputException if a file is missing or one of the two is not a JSON object
   */
  public static ObjectNode read(String hparams, String preset) {
    ObjectNode merged = preset == null ? Json.mapper().createObjectNode() : readPreset(preset);
    ObjectNode given = hparams == null ? Json.mapper().createObjectNode() : readHparams(hparams);
    if (given.path("debug").asBoolean()) {
      merged.remove(PretrainingConfig.debugKeys());
    }
    return merge(merged, given);
  }

  /** Some hparams over others, the overrides of the Transformer's sizes key by key. */
  public static ObjectNode merge(ObjectNode below, ObjectNode above) {
    ObjectNode merged = below.deepCopy();
    JsonNode sizes = merged.path(OVERRIDES);
    merged.setAll(above);
    if (sizes.isObject() && above.path(OVERRIDES).isObject()) {
      ObjectNode both = sizes.deepCopy();
      merged.set(OVERRIDES, both.setAll((ObjectNode) above.get(OVERRIDES)));
    }
    return merged;
  }

  private static ObjectNode readHparams(String hparams) {
    return hparams.endsWith(SUFFIX)
        ? object(Json.read(Path.of(hparams)), hparams)
        : object(Json.parse(hparams, "--hparams"), "--hparams");
  }

  private static ObjectNode readPreset(String preset) {
    Path file = preset.endsWith(SUFFIX) ? Path.of(preset) : directory().resolve(preset + SUFFIX);
    if (!preset.endsWith(SUFFIX) && !Files.exists(file)) {
      throw new BadInputException(
          "no preset %s in %s, expected one of %s, or a path that ends in .json"
              .formatted(preset, directory(), String.join(", ", presets())));
    }
    return object(Json.read(file), file.toString());
  }

  private static ObjectNode object(JsonNode value, String where) {
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw new BadInputException(where + ": is " + value + ", expected a JSON object");
  }

  /** {@code configs/} of the installation (the launcher says where), else of the directory. */
  private static Path directory() {
    return Path.of(System.getProperty("electra.home", "")).resolve("configs");
  }

  private static List<String> presets() {
    Path directory = directory();
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new BadInputException("cannot read " + directory + ": " + AtomicFiles.reason(e), e);
    }
  }
}
