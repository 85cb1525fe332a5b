package org.electra4j.optimization;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.electra4j.io.BadInputException;

/**
 * Lower learning rates for layers nearer to the input (original: {@code _get_layer_lrs}; Clark et
 * al. 2020, appendix B). A variable's rate is the schedule's times {@code decay} to the power that
 * its place has; of {@code n} layers these are
 *
 * <pre>
 * variant    embeddings   layer i      last layer   task head
 * original   n + 2        n + 1 - i    2            0          quirk 5: nothing has 1
 * paper      n + 1        n - i        1            0          what was meant
 * study      n - 1        n - 1 - i    0            0          Mercier 2021
 * none       0            0            0            0
 * </pre>
 *
 * @param variant which of them
 * @param decay factor from layer to layer; 0 and below is {@link Variant#NONE}
 * @param layers number of encoder layers
 */
public record LayerwiseLearningRates(Variant variant, double decay, int layers) {

  /** Which powers the places have. */
  public enum Variant {
    ORIGINAL,
    PAPER,
    STUDY,
    NONE;

    /** The variant that hparams call by this name, which is its own in small letters. */
    public static Variant of(String name) {
      for (Variant variant : values()) {
        if (variant.label().equals(name)) {
          return variant;
        }
      }
      throw new BadInputException(
          "no layer-wise decay '%s', expected original, paper, study or none".formatted(name));
    }

    /** Its name in hparams. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  // As in the original what counts is a part of the name, so that a generator's encoder works, too.
  private static final Pattern HEAD = Pattern.compile("task_specific/");
  private static final Pattern EMBEDDINGS = Pattern.compile("/embeddings(_project)?/");
  private static final Pattern LAYER = Pattern.compile("encoder/layer_(\\d{1,9})/");

  /**
   * The factor on the learning rate of a variable.
   *
   * @param variable its name in checkpoints
   * @throws BadInputException if the variable has no place (the original: "No learning rate
   *     specified for variable"); without decay any variable has the factor 1
   */
  public double multiplier(String variable) {
    if (variant == Variant.NONE || decay <= 0) {
      return 1;
    }
    if (HEAD.matcher(variable).find()) {
      return 1;
    }
    return Math.pow(decay, power(depth(variable)));
  }

  /** 0 for the embeddings, i + 1 for layer i. */
  private int depth(String variable) {
    if (EMBEDDINGS.matcher(variable).find()) {
      return 0;
    }
    Matcher layer = LAYER.matcher(variable);
    if (layer.find()) {
      int depth = Integer.parseInt(layer.group(1)) + 1;
      if (depth <= layers) {
        return depth;
      }
    }
    throw new BadInputException(
        ("no learning rate for variable %s, expected embeddings, embeddings_project, one of %d"
                + " encoder layers, or task_specific")
            .formatted(variable, layers));
  }

  private int power(int depth) {
    return switch (variant) {
      case ORIGINAL -> layers + 2 - depth;
      case PAPER -> layers + 1 - depth;
      case STUDY -> Math.min(layers - depth, layers - 1);
      case NONE -> 0;
    };
  }
}
