package org.electra4j.parity.replay;

import java.util.OptionalInt;
import org.electra4j.graph.Sessions.Precision;
import org.electra4j.graph.Towers;

/**
 * How our models run in a replay.
 *
 * @param precision of the matrix products
 * @param towers into how many a batch is split, or empty for as many as training would take
 */
public record ReplaySettings(Precision precision, OptionalInt towers) {
  /** As a training in float32. */
  public static final ReplaySettings DEFAULT =
      new ReplaySettings(Precision.FP32, OptionalInt.empty());

  /** The towers of a batch; one where it does not divide into as many as were asked for. */
  Towers towersFor(int rows) {
    if (towers.isEmpty()) {
      return Towers.forBatch(rows);
    }
    return rows % towers.getAsInt() == 0 ? new Towers(towers.getAsInt()) : Towers.WHOLE;
  }
}
