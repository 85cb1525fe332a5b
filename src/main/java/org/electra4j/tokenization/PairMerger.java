package org.electra4j.tokenization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * The merging of {@link WordPieceTrainer} and {@link ByteLevelBpeTrainer}. The counts of all pairs
 * are kept up to date merge by merge: only the words that hold the merged pair are looked at, and
 * the queue of pairs is put right where it is read.
 */
final class PairMerger {
  private static final class Word {
    private final long count;
    private int[] pieces;

    Word(long count, int[] pieces) {
      this.count = count;
      this.pieces = pieces;
    }
  }

  private static final class Pair {
    private final int left;
    private final int right;
    private final IntList words = new IntList();
    private long count;
    private int lastGrownAt;

    Pair(int left, int right) {
      this.left = left;
      this.right = right;
    }
  }

  /** A pair as it was when it was put into the queue; out of date if the counts differ. */
  private record Candidate(Pair pair, long count) {}

  private static final Comparator<Candidate> MOST_FREQUENT_FIRST =
      Comparator.comparingLong((Candidate candidate) -> -candidate.count)
          .thenComparingInt(candidate -> candidate.pair.left)
          .thenComparingInt(candidate -> candidate.pair.right);

  private final List<String> tokens;
  private final String continuation;
  private final Set<BpeMerges.Pair> learned = new LinkedHashSet<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<Word> words = new ArrayList<>();
  private final Map<Long, Pair> pairs = new HashMap<>();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>(MOST_FREQUENT_FIRST);
  private final List<Pair> grown = new ArrayList<>();
  private int merges;

  /**
   * A merger without words.
   *
   * @param tokens the vocabulary to start from, which has the characters of all words
   * @param continuation what a token within a word starts with; may be empty
   */
  PairMerger(List<String> tokens, String continuation) {
    this.tokens = new ArrayList<>(tokens);
    this.continuation = continuation;
    for (int id = 0; id < tokens.size(); id++) {
      ids.put(tokens.get(id), id);
    }
  }

  /** Adds a word that occurs {@code count} times in the text. */
  void addWord(String word, long count) {
    int[] pieces = word.codePoints().map(c -> ids.get(Character.toString(c))).toArray();
    for (int i = 1, at = word.offsetByCodePoints(0, 1); i < pieces.length; i++) {
      int next = word.offsetByCodePoints(at, 1);
      pieces[i] = ids.get(continuation + word.substring(at, next));
      at = next;
    }
    words.add(new Word(count, pieces));
    for (int i = 1; i < pieces.length; i++) {
      grow(pieces[i - 1], pieces[i], words.size() - 1);
    }
  }

  /**
   * Merges pairs until the vocabulary has {@code size} tokens or no pair occurs {@code
   * minFrequency} times.
   *
   * @param progress receives the size of the vocabulary after each merge
   */
  List<String> merge(int size, long minFrequency, IntConsumer progress) {
    queueGrown();
    while (tokens.size() < size && !queue.isEmpty()) {
      Candidate best = queue.poll();
      Pair pair = best.pair;
      if (best.count != pair.count) {
        if (best.count > pair.count) {
          // It shrank while it waited. (If it grew, it was queued again then.)
          queue.add(new Candidate(pair, pair.count));
        }
        continue;
      }
      if (pair.count < Math.max(1, minFrequency)) {
        break;
      }
      merge(pair);
      progress.accept(tokens.size());
    }
    return List.copyOf(tokens);
  }

  /** The merged pairs so far, in this order. */
  List<BpeMerges.Pair> learned() {
    return List.copyOf(learned);
  }

  private void merge(Pair pair) {
    merges++;
    String left = tokens.get(pair.left);
    String right = tokens.get(pair.right);
    String text = left + right.substring(continuation.length());
    // A pair that comes up again, when another one made its text anew, counts from then on.
    BpeMerges.Pair merge = new BpeMerges.Pair(left, right);
    learned.remove(merge);
    learned.add(merge);
    // The same text can come of different pairs: a + ##bc and ab + ##c.
    Integer known = ids.putIfAbsent(text, tokens.size());
    int merged = known == null ? tokens.size() : known;
    if (known == null) {
      tokens.add(text);
    }
    for (int i = 0; i < pair.words.size(); i++) {
      mergeInWord(pair, pair.words.get(i), merged);
    }
    pairs.remove(key(pair.left, pair.right));
    pair.count = 0;
    queueGrown();
  }

  private void mergeInWord(Pair pair, int index, int merged) {
    Word word = words.get(index);
    int[] pieces = word.pieces;
    int length = 0;
    for (int i = 0; i < pieces.length; i++) {
      boolean matches =
          pieces[i] == pair.left && i + 1 < pieces.length && pieces[i + 1] == pair.right;
      if (!matches) {
        pieces[length++] = pieces[i];
        continue;
      }
      if (length > 0) {
        shrink(pieces[length - 1], pair.left, word.count);
        grow(pieces[length - 1], merged, index);
      }
      if (i + 2 < pieces.length) {
        shrink(pair.right, pieces[i + 2], word.count);
        grow(merged, pieces[i + 2], index);
      }
      pieces[length++] = merged;
      i++;
    }
    word.pieces = Arrays.copyOf(pieces, length);
  }

  private void grow(int left, int right, int word) {
    Pair pair = pairs.computeIfAbsent(key(left, right), k -> new Pair(left, right));
    pair.count += words.get(word).count;
    if (pair.words.size() == 0 || pair.words.get(pair.words.size() - 1) != word) {
      pair.words.add(word);
    }
    if (pair.lastGrownAt != merges + 1) {
      pair.lastGrownAt = merges + 1;
      grown.add(pair);
    }
  }

  private void shrink(int left, int right, long count) {
    pairs.get(key(left, right)).count -= count;
  }

  private void queueGrown() {
    grown.forEach(pair -> queue.add(new Candidate(pair, pair.count)));
    grown.clear();
  }

  private static long key(int left, int right) {
    return ((long) left << Integer.SIZE) | right;
  }
}
