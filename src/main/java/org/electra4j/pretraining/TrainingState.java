package org.electra4j.pretraining;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.electra4j.io.Json;
import org.electra4j.optimization.LossScale;

/**
 * What a resumed run needs beyond the checkpoint itself; stands beside it as JSON, where the
 * original does not look. The position in the data is a function of step, seed, records and batch
 * size.
 *
 * @param step number of updates done
 * @param seed of the run
 * @param records number of examples in the data
 * @param batchSize rows a step
 * @param config the whole configuration
 * @param lossScale of the next update in float16, else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrainingState(
    long step, long seed, long records, int batchSize, JsonNode config, LossScale lossScale) {
  String toJson() {
    return Json.write(this);
  }
}
