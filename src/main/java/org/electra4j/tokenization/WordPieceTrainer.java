package org.electra4j.tokenization;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.IntConsumer;
import org.electra4j.io.BadInputException;

/**
 * Trains a WordPiece vocabulary on text. As in Hugging Face's {@code BertWordPieceTrainer}, pieces
 * are found by merging, again and again, the pair of neighbouring pieces that is most frequent in
 * the words of the text (the pair's plain count, as in byte-pair encoding, not the likelihood ratio
 * of Schuster and Nakajima 2012); what is not at the start of a word is written with {@code ##}.
 * Ties go to the pair that was there first, so that the result depends on the word counts alone.
 *
 * <p>Every letter gets a token for the start of words and one for within words, so that no word
 * made of the text's letters is ever {@code [UNK]} (unless an alphabet limit is set). Not
 * thread-safe.
 */
public final class WordPieceTrainer {
  /**
   * How to train.
   *
   * @param vocabSize the number of tokens wanted, special tokens included
   * @param minFrequency how often a pair must occur to be merged
   * @param alphabetLimit the number of distinct characters to keep, the most frequent ones; 0 keeps
   *     all
   */
  public record Settings(int vocabSize, long minFrequency, int alphabetLimit) {}

  private final Settings settings;
  private final WordCounts counts;

  /** A trainer without text. */
  public WordPieceTrainer(TextNormalization normalization, Settings settings) {
    this.settings = settings;
    this.counts = new WordCounts(normalization);
  }

  /** Takes in one line of text. */
  public void add(String line) {
    counts.add(line);
  }

  /**
   * Trains on all lines so far.
   *
   * @param progress receives the size of the vocabulary as it grows
   * @return a vocabulary of the wanted size, or a smaller one if no further pair is frequent enough
   * @throws BadInputException if there are no words, or if the vocabulary is too small for the
   *     alphabet (names the smallest size that works)
   */
  public TrainedVocabulary train(IntConsumer progress) {
    SortedMap<String, Long> words = counts.words();
    if (words.isEmpty()) {
      throw new BadInputException("the text has no words to train a vocabulary on");
    }
    Alphabet alphabet = Alphabet.of(words, settings.alphabetLimit);
    List<String> start = new ArrayList<>(Vocabulary.SPECIAL_TOKENS);
    start.addAll(alphabet.tokens());
    if (start.size() > settings.vocabSize) {
      throw new BadInputException(
          String.format(
              "a vocabulary of %d tokens is too small for the %d special tokens and the alphabet of"
                  + " the text: the smallest size that works is %d",
              settings.vocabSize, Vocabulary.SPECIAL_TOKENS.size(), start.size()));
    }
    PairMerger merger = new PairMerger(start, WordPieceTokenizer.CONTINUATION);
    long unknown = 0;
    for (Map.Entry<String, Long> word : words.entrySet()) {
      if (alphabet.covers(word.getKey())) {
        merger.addWord(word.getKey(), word.getValue());
      } else {
        unknown += word.getValue();
      }
    }
    List<String> tokens = merger.merge(settings.vocabSize, settings.minFrequency, progress);
    long total = words.values().stream().mapToLong(Long::longValue).sum();
    return new TrainedVocabulary(tokens, alphabet.tokens().size(), total, words.size(), unknown);
  }
}
