package org.electra4j.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The demo's English: little stories written by a grammar, so that there is text to learn from
 * without a download. Words fit each other (who does what with which tool, who eats what), persons
 * and things come back as names and pronouns, and verbs agree with their subjects.
 */
public final class DemoText {
  private DemoText() {}

  /**
   * Writes stories until they have {@code characters} or more, line ends counted.
   *
   * @return documents, each a list of sentences; the same for the same seed on every machine
   */
  public static List<List<String>> documents(long seed, int characters) {
    Grammar grammar = Grammar.bundled();
    // The stream of java.util.Random is part of its specification, that of others is not.
    Random random = new Random(seed);
    List<List<String>> documents = new ArrayList<>();
    int written = 0;
    while (written < characters) {
      List<String> sentences = new Story(grammar, random).sentences();
      written += sentences.stream().mapToInt(s -> s.length() + 1).sum() + 1;
      documents.add(sentences);
    }
    return documents;
  }

  /** The documents as one text: a sentence a line, an empty line after each document. */
  public static String text(List<List<String>> documents) {
    StringBuilder text = new StringBuilder();
    for (List<String> document : documents) {
      document.forEach(sentence -> text.append(sentence).append('\n'));
      text.append('\n');
    }
    return text.toString();
  }
}
