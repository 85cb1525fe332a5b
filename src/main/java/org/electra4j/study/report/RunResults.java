package org.electra4j.study.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A pretraining of a study.
 *
 * @param name its directory
 * @param hparams all that are known
 * @param curves metrics of training batches over the steps, by tag; empty before it was begun
 * @param checkpoints those of the plan and those that there are, by their share of the steps
 */
record RunResults(
    String name,
    JsonNode hparams,
    SortedMap<String, SortedMap<Long, Double>> curves,
    List<CheckpointResults> checkpoints) {
  static final String AUC = "disc_auc";
  static final String GENERATOR_ACCURACY = "masked_lm_accuracy";

  private static final double DEFAULT_GENERATOR = 0.25;

  /** Width of the generator as a fraction of the discriminator's. */
  double generatorSize() {
    return hparams.path("generator_hidden_size").asDouble(DEFAULT_GENERATOR);
  }

  /** The checkpoint of a share, if it was evaluated or fine-tuned. */
  Optional<CheckpointResults> at(double percent) {
    return checkpoints.stream()
        .filter(c -> c.percent() == percent)
        .filter(c -> !c.evaluation().isEmpty() || !c.scores().isEmpty())
        .findFirst();
  }

  /** Whether and when its discriminator collapsed; empty also where nothing is known. */
  Optional<Collapse> collapse() {
    return Optional.ofNullable(curves.get(AUC)).flatMap(Collapse::find);
  }
}
