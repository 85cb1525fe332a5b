package org.electra4j.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.TextFiles;

/**
 * The demo's text, parted into documents to learn from and documents to be measured on.
 *
 * @param training documents to learn from, each a list of lines
 * @param heldOut documents that are kept out of the training
 */
record DemoCorpus(List<List<String>> training, List<List<String>> heldOut) {
  private static final int ONE_HELD_OUT_IN = 10;
  private static final int LINES_OF_A_DOCUMENT = 20;
  private static final String FILE = "documents.txt";

  /** Every tenth document, the first one too, is held out. */
  static DemoCorpus of(List<List<String>> documents) {
    List<List<String>> training = new ArrayList<>();
    List<List<String>> heldOut = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      (i % ONE_HELD_OUT_IN == 0 ? heldOut : training).add(documents.get(i));
    }
    return new DemoCorpus(training, heldOut);
  }

  /**
   * The documents of a directory of text files: what empty lines and ends of files part, or, where
   * that gives fewer than ten, every twenty lines.
   *
   * @throws BadInputException if there is too little text to hold some of it out
   */
  static List<List<String>> documentsOf(Path directory) {
    List<List<String>> documents = new ArrayList<>();
    for (Path file : TextFiles.list(directory)) {
      documents.add(new ArrayList<>());
      TextFiles.forEachLine(
          file,
          line -> {
            if (line.isBlank()) {
              documents.add(new ArrayList<>());
            } else {
              documents.get(documents.size() - 1).add(line);
            }
          });
    }
    documents.removeIf(List::isEmpty);
    List<List<String>> enough =
        documents.size() < ONE_HELD_OUT_IN ? cutByLines(documents) : documents;
    if (enough.size() < 2) {
      throw new BadInputException(
          directory + " has too little text for a demo, expected two documents or more");
    }
    return enough;
  }

  private static List<List<String>> cutByLines(List<List<String>> documents) {
    List<String> lines = documents.stream().flatMap(List::stream).toList();
    List<List<String>> cut = new ArrayList<>();
    for (int i = 0; i < lines.size(); i += LINES_OF_A_DOCUMENT) {
      cut.add(lines.subList(i, Math.min(lines.size(), i + LINES_OF_A_DOCUMENT)));
    }
    return cut;
  }

  /** Writes both parts where the demo keeps them. */
  void write(DemoOptions options) {
    AtomicFiles.writeString(options.trainingText().resolve(FILE), DemoText.text(training));
    AtomicFiles.writeString(options.heldOutText().resolve(FILE), DemoText.text(heldOut));
  }

  /** Characters of both parts, line ends left out. */
  long characters() {
    return characters(training) + characters(heldOut);
  }

  private static long characters(List<List<String>> documents) {
    return documents.stream().flatMap(List::stream).mapToLong(String::length).sum();
  }
}
