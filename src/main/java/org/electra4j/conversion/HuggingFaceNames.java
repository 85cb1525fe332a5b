package org.electra4j.conversion;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hugging Face's names of tensors and the original's. A dense layer's {@code kernel} [in, out] is
 * there the {@code weight} [out, in].
 */
final class HuggingFaceNames {
  private static final Pattern ENCODER =
      Pattern.compile(
          "encoder\\.layer\\.(\\d{1,4})\\.("
              + "attention\\.self\\.(?:query|key|value)|attention\\.output\\.(?:dense|LayerNorm)"
              + "|intermediate\\.dense|output\\.(?:dense|LayerNorm))\\.(weight|bias|gamma|beta)");

  private static final Pattern ORIGINAL_ENCODER =
      Pattern.compile(
          "encoder/layer_(\\d{1,4})/("
              + "attention/self/(?:query|key|value)|attention/output/(?:dense|LayerNorm)"
              + "|intermediate/dense|output/(?:dense|LayerNorm))/(kernel|bias|gamma|beta)");

  /** Outside of the encoder's layers: Hugging Face's name to the original's. */
  private static final Map<String, String> EMBEDDINGS =
      Map.of(
          "embeddings.word_embeddings.weight", "embeddings/word_embeddings",
          "embeddings.position_embeddings.weight", "embeddings/position_embeddings",
          "embeddings.token_type_embeddings.weight", "embeddings/token_type_embeddings",
          "embeddings.LayerNorm.weight", "embeddings/LayerNorm/gamma",
          "embeddings.LayerNorm.bias", "embeddings/LayerNorm/beta",
          "embeddings_project.weight", "embeddings_project/kernel",
          "embeddings_project.bias", "embeddings_project/bias");

  private static final Map<String, String> DISCRIMINATOR_HEAD =
      Map.of(
          "discriminator_predictions.dense.weight", "discriminator_predictions/dense/kernel",
          "discriminator_predictions.dense.bias", "discriminator_predictions/dense/bias",
          "discriminator_predictions.dense_prediction.weight",
              "discriminator_predictions/dense_1/kernel",
          "discriminator_predictions.dense_prediction.bias",
              "discriminator_predictions/dense_1/bias");

  private static final Map<String, String> GENERATOR_HEAD =
      Map.of(
          "generator_predictions.LayerNorm.weight", "generator_predictions/LayerNorm/gamma",
          "generator_predictions.LayerNorm.bias", "generator_predictions/LayerNorm/beta",
          "generator_predictions.dense.weight", "generator_predictions/dense/kernel",
          "generator_predictions.dense.bias", "generator_predictions/dense/bias",
          "generator_lm_head.bias", "generator_predictions/output_bias");

  private HuggingFaceNames() {}

  /** The meaning of a Hugging Face tensor. */
  static Optional<Meaning> meaning(String name, Architecture architecture) {
    String original = head(architecture).get(name);
    if (original == null && name.startsWith(architecture.prefix())) {
      String inModel = modern(name.substring(architecture.prefix().length()));
      original = EMBEDDINGS.get(inModel);
      if (original == null) {
        original = encoder(inModel);
      }
      if (original != null) {
        original = architecture.scope() + "/" + original;
      }
    }
    return Optional.ofNullable(original).map(o -> new Meaning(o, o.endsWith("/kernel")));
  }

  /** The Hugging Face name of a variable of the original, if the architecture has it. */
  static Optional<String> huggingFace(String original, Architecture architecture) {
    Map<String, String> names = new LinkedHashMap<>(head(architecture));
    EMBEDDINGS.forEach(
        (name, o) -> names.put(architecture.prefix() + name, architecture.scope() + "/" + o));
    for (Map.Entry<String, String> entry : names.entrySet()) {
      if (entry.getValue().equals(original)) {
        return Optional.of(entry.getKey());
      }
    }
    String scope = architecture.scope() + "/";
    Matcher m =
        ORIGINAL_ENCODER.matcher(
            original.startsWith(scope) ? original.substring(scope.length()) : "");
    if (!m.matches()) {
      return Optional.empty();
    }
    String kind = m.group(3).matches("kernel|gamma") ? "weight" : "bias";
    return Optional.of(
        architecture.prefix()
            + "encoder.layer."
            + m.group(1)
            + "."
            + m.group(2).replace('/', '.')
            + "."
            + kind);
  }

  private static Map<String, String> head(Architecture architecture) {
    return switch (architecture) {
      case PRE_TRAINING -> DISCRIMINATOR_HEAD;
      case MASKED_LM -> GENERATOR_HEAD;
      default -> Map.of();
    };
  }

  /** BERT's first PyTorch files call a layer norm's weights as TensorFlow does. */
  private static String modern(String name) {
    return name.replace("LayerNorm.gamma", "LayerNorm.weight")
        .replace("LayerNorm.beta", "LayerNorm.bias");
  }

  private static String encoder(String name) {
    Matcher m = ENCODER.matcher(name);
    if (!m.matches()) {
      return null;
    }
    boolean norm = m.group(2).endsWith("LayerNorm");
    String kind =
        m.group(3).equals("weight") ? (norm ? "gamma" : "kernel") : (norm ? "beta" : "bias");
    return "encoder/layer_" + m.group(1) + "/" + m.group(2).replace('.', '/') + "/" + kind;
  }
}
