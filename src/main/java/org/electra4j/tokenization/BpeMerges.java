package org.electra4j.tokenization;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The merges of a BPE model, applied to one word: of all neighbouring pairs the one that was
 * learned first is merged first, the leftmost of equal ones. Time is n log n in the length of the
 * word. Immutable.
 */
final class BpeMerges {
  /** A pair of tokens by their text. */
  record Pair(String left, String right) {}

  private record Rule(int rank, int merged) {}

  private record Candidate(int rank, int position, int merged) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      int byRank = Integer.compare(rank, other.rank);
      return byRank != 0 ? byRank : Integer.compare(position, other.position);
    }
  }

  private final Map<Long, Rule> rules = new HashMap<>();

  /**
   * Merges in the order in which they were learned.
   *
   * @param ids of all tokens
   */
  BpeMerges(List<Pair> pairs, Map<String, Integer> ids) {
    for (int rank = 0; rank < pairs.size(); rank++) {
      Pair pair = pairs.get(rank);
      int merged = ids.get(pair.left() + pair.right());
      rules.put(key(ids.get(pair.left()), ids.get(pair.right())), new Rule(rank, merged));
    }
  }

  /**
   * Merges the tokens of a word.
   *
   * @param tokens one for each byte; overwritten
   * @return how many tokens at the start of the array are left
   */
  int merge(int[] tokens) {
    int[] next = new int[tokens.length];
    int[] previous = new int[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    PriorityQueue<Candidate> queue = new PriorityQueue<>();
    for (int i = 0; i + 1 < tokens.length; i++) {
      offer(queue, tokens, i, i + 1);
    }
    while (!queue.isEmpty()) {
      Candidate best = queue.poll();
      int left = best.position;
      int right = next[left];
      // A merge has taken the token since (next is 0 then), or its neighbour.
      if (right == 0 || right == tokens.length) {
        continue;
      }
      Rule rule = rules.get(key(tokens[left], tokens[right]));
      if (rule == null || rule.merged != best.merged) {
        continue;
      }
      tokens[left] = best.merged;
      next[left] = next[right];
      next[right] = 0;
      if (next[left] < tokens.length) {
        previous[next[left]] = left;
        offer(queue, tokens, left, next[left]);
      }
      if (previous[left] >= 0) {
        offer(queue, tokens, previous[left], left);
      }
    }
    int length = 0;
    for (int i = 0; i < tokens.length; i = next[i]) {
      tokens[length++] = tokens[i];
    }
    return length;
  }

  private void offer(PriorityQueue<Candidate> queue, int[] tokens, int left, int right) {
    Rule rule = rules.get(key(tokens[left], tokens[right]));
    if (rule != null) {
      queue.add(new Candidate(rule.rank, left, rule.merged));
    }
  }

  private static long key(int left, int right) {
    return ((long) left << Integer.SIZE) | right;
  }
}
