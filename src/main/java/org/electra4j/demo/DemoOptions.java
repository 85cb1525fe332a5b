package org.electra4j.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a demo run is to do.
 *
 * @param outputDir where everything goes; laid out as a data directory of the original
 * @param corpusDir text files to learn from, or empty for text of our own
 * @param seed of text, initial weights, order, masks and sampling
 * @param version of the program, for the results
 * @param hparams of the model and its training, without paths and the vocabulary's size
 */
public record DemoOptions(
    Path outputDir, Optional<Path> corpusDir, long seed, String version, ObjectNode hparams) {

  static final String MODEL = "demo";

  Path trainingText() {
    return outputDir.resolve("corpus").resolve("training");
  }

  Path heldOutText() {
    return outputDir.resolve("corpus").resolve("held-out");
  }

  Path vocabulary() {
    return outputDir.resolve("vocab.txt");
  }

  Path trainingRecords() {
    return outputDir.resolve("pretrain_tfrecords");
  }

  Path heldOutRecords() {
    return outputDir.resolve("held_out_tfrecords");
  }

  Path modelDir() {
    return outputDir.resolve("models").resolve(MODEL);
  }

  Path results() {
    return outputDir.resolve("results.json");
  }

  Path report() {
    return outputDir.resolve("report.html");
  }
}
