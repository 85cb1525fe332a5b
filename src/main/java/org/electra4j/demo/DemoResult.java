package org.electra4j.demo;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/**
 * What a demo run found; {@code results.json} is this record.
 *
 * @param version of electra4j
 * @param seed of text, initial weights, order, masks and sampling
 * @param steps training steps
 * @param seconds wall time from the start of the command
 * @param phaseSeconds wall time of each phase, in order
 * @param sizes counts of documents, records, tokens and weights, in the order to show
 * @param metrics on the held-out documents
 * @param curve metrics during training
 * @param passages held-out records with replaced tokens marked
 * @param checkpoint prefix of the checkpoint, relative to the output directory
 */
@JsonNaming(SnakeCaseStrategy.class)
public record DemoResult(
    String version,
    long seed,
    long steps,
    double seconds,
    Map<String, Double> phaseSeconds,
    Map<String, Long> sizes,
    Map<String, Double> metrics,
    List<CurvePoint> curve,
    List<List<MarkedToken>> passages,
    String checkpoint) {

  double metric(String name) {
    return metrics.get(name);
  }
}
