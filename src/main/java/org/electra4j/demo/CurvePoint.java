package org.electra4j.demo;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * One point of the training curves: means over a few training batches.
 *
 * @param step training steps done when the last of the batches was taken
 * @param generatorLoss cross-entropy on the masked tokens, in nats
 * @param generatorAccuracy share of masked tokens that the generator's first choice names
 * @param discriminatorLoss binary cross-entropy over all real tokens, in nats
 * @param discriminatorAuc area under the ROC curve
 */
@JsonNaming(SnakeCaseStrategy.class)
public record CurvePoint(
    long step,
    double generatorLoss,
    double generatorAccuracy,
    double discriminatorLoss,
    double discriminatorAuc) {}
