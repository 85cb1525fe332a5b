package org.electra4j.finetuning.tagging;

import java.nio.file.Path;
import java.util.List;
import org.electra4j.io.AtomicFiles;
import org.electra4j.metrics.TagSpans;

/** Sentences with predicted tags, as {@code conlleval} reads them. */
final class TaggedSentences {
  private TaggedSentences() {}

  /**
   * Writes a word a line, its tag if it has one, and the predicted tag behind; a blank line behind
   * each sentence. Words that were cut off have {@code O}.
   */
  static void write(Path file, List<TaggingExample> sentences, List<List<String>> predicted) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sentences.size(); i++) {
      TaggingExample sentence = sentences.get(i);
      for (int word = 0; word < sentence.words().size(); word++) {
        text.append(sentence.words().get(word)).append(' ');
        if (!sentence.tags().isEmpty()) {
          text.append(sentence.tags().get(word)).append(' ');
        }
        boolean isCut = word >= predicted.get(i).size();
        text.append(isCut ? TagSpans.OUTSIDE : predicted.get(i).get(word)).append('\n');
      }
      text.append('\n');
    }
    AtomicFiles.writeString(file, text.toString());
  }
}
