package org.electra4j.study.plan;

import java.math.BigDecimal;

/** Shares of the steps of a pretraining, such as 0.125. */
public final class Share {
  private Share() {}

  /** In percent: {@code 12.5}, {@code 6}, {@code 100}. */
  public static String text(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
  }

  /** The step at which that share is reached, from 1 on. */
  public static long step(double share, long steps) {
    return Math.max(1, Math.round(share * steps));
  }
}
