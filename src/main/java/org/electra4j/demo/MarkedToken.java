package org.electra4j.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A token as the discriminator saw it.
 *
 * @param token the word piece
 * @param original what stood there before the generator replaced it; null where it was not replaced
 * @param fakeProbability the discriminator's probability that the token is a replacement
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MarkedToken(String token, String original, double fakeProbability) {
  boolean replaced() {
    return original != null;
  }
}
