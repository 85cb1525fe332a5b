package org.electra4j.conversion;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of the PyTorch checkpoints of the reproduction study (cccwam/rc2020_electra) as far as they
 * mean the same as the original's. Its encoder adds positions and normalises after the projection
 * of the embeddings, and has a table of relative positions: those tensors have no meaning here, so
 * such a model can be inspected and compared but not converted.
 */
final class StudyNames {
  private static final String WORD_ENCODER = "document_electra.word_encoder.";

  private static final Pattern NAME =
      Pattern.compile("(?:discriminant\\.)?(document_electra|discriminator_electra)\\.(.+)");

  private static final Pattern GENERATOR =
      Pattern.compile("generator\\.(generator_encoder|generator_predictions)\\.(.+)");

  private static final List<String> DENSE = List.of("weight", "bias");

  private StudyNames() {}

  /** Whether a model with tensors of these names is one of the study's. */
  static boolean areThese(Collection<String> names) {
    return names.stream().anyMatch(name -> name.contains(WORD_ENCODER + "token_embeddings."));
  }

  /** The meaning of a tensor. */
  static Optional<Meaning> meaning(String name) {
    Matcher discriminator = NAME.matcher(name);
    Matcher generator = GENERATOR.matcher(name);
    String original = null;
    if (discriminator.matches()) {
      String rest = discriminator.group(2);
      original =
          discriminator.group(1).equals("document_electra")
              ? (rest.startsWith("word_encoder.") ? encoder("electra", rest.substring(13)) : null)
              : head("discriminator_predictions", rest);
    } else if (generator.matches()) {
      original =
          generator.group(1).equals("generator_encoder")
              ? encoder("generator", generator.group(2))
              : head("generator_predictions", generator.group(2));
    }
    return Optional.ofNullable(original).map(o -> new Meaning(o, o.endsWith("/kernel")));
  }

  private static String encoder(String scope, String name) {
    if (name.equals("token_embeddings.weight")) {
      return scope + "/embeddings/word_embeddings";
    }
    if (name.startsWith("embeddings_project.")) {
      return dense(scope + "/embeddings_project", name.substring("embeddings_project.".length()));
    }
    return name.startsWith("transformer.encoder.")
        ? HuggingFaceNames.meaning(name.substring("transformer.".length()), Architecture.MODEL)
            .map(meaning -> scope + meaning.original().substring("electra".length()))
            .orElse(null)
        : null;
  }

  private static String head(String scope, String name) {
    if (name.equals("generator_lm_head.bias")) {
      return scope + "/output_bias";
    } else if (name.equals("LayerNorm.weight") || name.equals("LayerNorm.bias")) {
      return scope + "/LayerNorm/" + (name.endsWith("weight") ? "gamma" : "beta");
    } else if (name.startsWith("dense_prediction.")) {
      return dense(scope + "/dense_1", name.substring("dense_prediction.".length()));
    }
    return name.startsWith("dense.") ? dense(scope + "/dense", name.substring(6)) : null;
  }

  private static String dense(String layer, String kind) {
    return DENSE.contains(kind) ? layer + (kind.equals("weight") ? "/kernel" : "/bias") : null;
  }
}
