package org.electra4j.tokenization;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/** Lays out a {@link PieceTrie}: each node's children at the first places found that are free. */
final class PieceTrieBuilder {
  private static final int NONE = PieceTrie.NONE;

  /** After so many failures in a row the free places left behind are given up. */
  private static final int CROWDED = 16;

  /** A stretch [from, to) of the sorted tokens that share their first {@code depth} units. */
  private record Range(int node, int from, int to, int depth) {}

  private final Vocabulary vocabulary;
  private final List<String> tokens;
  private final char[] codes = new char[Character.MAX_VALUE + 1];
  private final BitSet used = new BitSet();
  private int searchFrom;
  private int[] base = new int[1024];
  private int[] check = new int[1024];
  private int[] ids = new int[1024];

  private PieceTrieBuilder(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.tokens = vocabulary.tokens().stream().sorted().distinct().toList();
    Arrays.fill(check, NONE);
    Arrays.fill(ids, NONE);
  }

  /** The trie of all tokens of a vocabulary. */
  static PieceTrie build(Vocabulary vocabulary) {
    PieceTrieBuilder builder = new PieceTrieBuilder(vocabulary);
    builder.assignCodes();
    builder.placeNodes();
    return new PieceTrie(
        builder.codes, builder.base, builder.check, builder.ids, vocabulary.unkId());
  }

  /** Gives the most frequent units the smallest codes, so that the arrays come out dense. */
  private void assignCodes() {
    int[] counts = new int[codes.length];
    tokens.forEach(token -> token.chars().forEach(unit -> counts[unit]++));
    long[] byCount = new long[codes.length];
    for (int unit = 0; unit < counts.length; unit++) {
      byCount[unit] = ((long) -counts[unit] << Character.SIZE) + unit;
    }
    Arrays.sort(byCount);
    int code = 0;
    for (long entry : byCount) {
      char unit = (char) entry;
      codes[unit] = counts[unit] == 0 ? 0 : (char) ++code;
    }
  }

  private void placeNodes() {
    used.set(PieceTrie.ROOT);
    Deque<Range> open = new ArrayDeque<>();
    open.add(new Range(PieceTrie.ROOT, 0, tokens.size(), 0));
    while (!open.isEmpty()) {
      Range range = open.remove();
      int from = range.from;
      if (tokens.get(from).length() == range.depth) {
        ids[range.node] = vocabulary.id(tokens.get(from));
        from++;
      }
      int[] starts = childStarts(from, range);
      int[] childCodes = new int[starts.length - 1];
      for (int i = 0; i < childCodes.length; i++) {
        childCodes[i] = codes[tokens.get(starts[i]).charAt(range.depth)];
      }
      if (childCodes.length == 0) {
        continue;
      }
      int nodeBase = freeBase(childCodes);
      base[range.node] = nodeBase;
      for (int i = 0; i < childCodes.length; i++) {
        int child = nodeBase + childCodes[i];
        used.set(child);
        check[child] = range.node;
        open.add(new Range(child, starts[i], starts[i + 1], range.depth + 1));
      }
    }
  }

  /** Where in the sorted tokens the children of a node start, and at last where the node ends. */
  private int[] childStarts(int from, Range range) {
    IntList starts = new IntList();
    for (int i = from; i < range.to; i++) {
      if (i == from || tokens.get(i).charAt(range.depth) != tokens.get(i - 1).charAt(range.depth)) {
        starts.add(i);
      }
    }
    starts.add(range.to);
    return starts.toArray();
  }

  /** A base at which all children fall on free places; makes room for them. */
  private int freeBase(int[] childCodes) {
    int[] sorted = childCodes.clone();
    Arrays.sort(sorted);
    int place = Math.max(used.nextClearBit(searchFrom), sorted[0]);
    int tried = 0;
    while (!allFree(place - sorted[0], sorted)) {
      place = used.nextClearBit(place + 1);
      tried++;
    }
    if (tried > CROWDED) {
      // What is free before here suits few nodes: leave it, or building becomes quadratic.
      searchFrom = place;
    }
    int found = place - sorted[0];
    ensureCapacity(found + sorted[sorted.length - 1] + 1);
    return found;
  }

  private boolean allFree(int candidate, int[] childCodes) {
    for (int code : childCodes) {
      if (used.get(candidate + code)) {
        return false;
      }
    }
    return true;
  }

  private void ensureCapacity(int capacity) {
    int old = check.length;
    if (capacity > old) {
      int length = Math.max(capacity, 2 * old);
      base = Arrays.copyOf(base, length);
      check = Arrays.copyOf(check, length);
      ids = Arrays.copyOf(ids, length);
      Arrays.fill(check, old, length, NONE);
      Arrays.fill(ids, old, length, NONE);
    }
  }
}
