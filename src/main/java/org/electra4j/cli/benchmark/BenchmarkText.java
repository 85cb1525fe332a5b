package org.electra4j.cli.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.demo.DemoText;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.TextFiles;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;
import org.electra4j.tokenization.WordPieceTrainer;

/** Text and vocabularies to measure with, for those who bring none. */
public final class BenchmarkText {
  private static final int FILES = 16;
  private static final int CHARACTERS_OF_A_FILE = 500_000;
  private static final int PIECES = 2000;

  private BenchmarkText() {}

  /** Writes 8 MB of the demo's text into a directory, as files that threads can share out. */
  public static void write(Path directory) {
    for (int i = 0; i < FILES; i++) {
      AtomicFiles.writeString(
          directory.resolve("stories-%02d.txt".formatted(i)),
          DemoText.text(DemoText.documents(i, CHARACTERS_OF_A_FILE)));
    }
  }

  /** All lines of a directory's files. */
  public static List<String> lines(Path directory) {
    List<String> lines = new ArrayList<>();
    for (Path file : TextFiles.list(directory)) {
      TextFiles.forEachLine(file, lines::add);
    }
    return lines;
  }

  /** A vocabulary of the demo's text. */
  public static Vocabulary vocabulary() {
    return Vocabulary.of(pieces(), "the benchmark's vocabulary");
  }

  /** The same, filled up with tokens that no text has. */
  public static List<String> tokens(int size) {
    List<String> tokens = new ArrayList<>(pieces());
    for (int i = tokens.size(); i < size; i++) {
      tokens.add("[unused" + i + "]");
    }
    return tokens.subList(0, size);
  }

  private static List<String> pieces() {
    WordPieceTrainer trainer =
        new WordPieceTrainer(
            TextNormalization.UNCASED, new WordPieceTrainer.Settings(PIECES, 2, 0));
    DemoText.documents(0, CHARACTERS_OF_A_FILE).forEach(document -> document.forEach(trainer::add));
    return trainer.train(size -> {}).tokens();
  }
}
