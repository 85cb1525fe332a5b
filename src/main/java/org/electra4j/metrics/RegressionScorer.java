package org.electra4j.metrics;

import java.util.Map;
import org.apache.commons.math3.util.ResizableDoubleArray;

/**
 * Correlations in percent and mean squared error, both on the scale on which the model is trained
 * (original: {@code RegressionScorer}). See {@link Correlation} for constants and ties.
 */
public final class RegressionScorer extends SentenceLevelScorer {
  private final ResizableDoubleArray targets = new ResizableDoubleArray();
  private final ResizableDoubleArray predictions = new ResizableDoubleArray();

  @Override
  void add(EvalOutput output) {
    targets.addElement(output.target());
    predictions.addElement(output.prediction());
  }

  @Override
  void putScores(Map<String, Double> results) {
    double[] x = targets.getElements();
    double[] y = predictions.getElements();
    results.put("pearson", 100 * Correlation.pearson(x, y));
    results.put("spearman", 100 * Correlation.spearman(x, y));
    results.put("mse", (double) Float32Mean.of(squaredErrors(x, y)));
  }

  /** In float32, as all numbers of the original's models are. */
  private static float[] squaredErrors(double[] x, double[] y) {
    float[] squares = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      float error = (float) x[i] - (float) y[i];
      squares[i] = error * error;
    }
    return squares;
  }
}
