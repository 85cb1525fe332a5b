package org.electra4j.cli.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/** Wall times of the repeats of one piece of work, in seconds. */
record Timing(List<Double> seconds) {
  /** Work to be timed. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /** Runs {@code work} once without looking at the clock, then so many times with. */
  static Timing of(int repeats, Work work) throws Exception {
    work.run();
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < repeats; i++) {
      long start = System.nanoTime();
      work.run();
      seconds.add((System.nanoTime() - start) / 1e9);
    }
    return new Timing(seconds);
  }

  double medianS() {
    return StatUtils.percentile(array(), 50);
  }

  /** (slowest - fastest) / median. */
  double spread() {
    return (StatUtils.max(array()) - StatUtils.min(array())) / medianS();
  }

  int repeats() {
    return seconds.size();
  }

  private double[] array() {
    return seconds.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
