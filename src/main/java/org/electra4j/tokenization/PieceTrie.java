package org.electra4j.tokenization;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The tokens of a vocabulary as a trie over UTF-16 code units, for greedy longest-match splitting.
 * Laid out as a double array (Aoe 1989): the child of {@code node} by a unit of code {@code c} is
 * at {@code base[node] + c} if {@code check} there names {@code node}. Immutable.
 */
final class PieceTrie {
  private static final int ROOT = 0;
  private static final int NONE = -1;

  /** A stretch [from, to) of the sorted tokens that share their first {@code depth} units. */
  private record Range(int node, int from, int to, int depth) {}

  private final int unknownId;
  private final int continuationRoot;

  /** The code of each UTF-16 unit, 0 if no token has it. Small, so that the arrays are dense. */
  private final char[] codes = new char[Character.MAX_VALUE + 1];

  private int[] base = new int[1024];
  private int[] check = new int[1024];
  private int[] ids = new int[1024];

  PieceTrie(Vocabulary vocabulary) {
    this.unknownId = vocabulary.unkId();
    List<String> tokens = vocabulary.tokens().stream().sorted().distinct().toList();
    assignCodes(tokens);
    Arrays.fill(check, NONE);
    Arrays.fill(ids, NONE);
    build(tokens, vocabulary);
    int node = ROOT;
    for (char unit : WordPieceTokenizer.CONTINUATION.toCharArray()) {
      node = node == NONE ? NONE : child(node, unit);
    }
    this.continuationRoot = node;
  }

  /**
   * Appends the ids of the pieces of a word, or of {@code [UNK]} if it cannot be split.
   *
   * @param word holds the word in its first {@code length} units, of which there is at least one
   */
  void split(char[] word, int length, IntList out) {
    int before = out.size();
    int start = 0;
    int root = ROOT;
    while (start < length) {
      int id = NONE;
      int end = start;
      int node = root;
      for (int i = start; i < length && node != NONE; ) {
        node = child(node, word[i++]);
        if (node != NONE && ids[node] != NONE) {
          id = ids[node];
          end = i;
        }
      }
      if (id == NONE) {
        out.truncate(before);
        out.add(unknownId);
        return;
      }
      out.add(id);
      start = end;
      root = continuationRoot;
    }
  }

  private int child(int node, char unit) {
    int code = codes[unit];
    int child = base[node] + code;
    return code != 0 && child < check.length && check[child] == node ? child : NONE;
  }

  /** Gives the most frequent units the smallest codes. */
  private void assignCodes(List<String> tokens) {
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

  private void build(List<String> tokens, Vocabulary vocabulary) {
    Deque<Range> open = new ArrayDeque<>();
    open.add(new Range(ROOT, 0, tokens.size(), 0));
    int firstFree = 1;
    while (!open.isEmpty()) {
      Range range = open.remove();
      int from = range.from;
      if (tokens.get(from).length() == range.depth) {
        ids[range.node] = vocabulary.id(tokens.get(from));
        from++;
      }
      int[] starts = childStarts(tokens, from, range);
      if (starts.length == 1) {
        continue;
      }
      while (check[firstFree] != NONE) {
        firstFree++;
        ensureCapacity(firstFree + 1);
      }
      int[] childCodes = new int[starts.length - 1];
      for (int i = 0; i < childCodes.length; i++) {
        childCodes[i] = codes[tokens.get(starts[i]).charAt(range.depth)];
      }
      // Not in one statement: freeBase may replace the array that would be assigned to.
      int nodeBase = freeBase(childCodes, firstFree);
      base[range.node] = nodeBase;
      for (int i = 0; i < childCodes.length; i++) {
        int child = nodeBase + childCodes[i];
        check[child] = range.node;
        open.add(new Range(child, starts[i], starts[i + 1], range.depth + 1));
      }
    }
  }

  /** Where in the sorted tokens the children of a node start, and at last where the node ends. */
  private static int[] childStarts(List<String> tokens, int from, Range range) {
    IntList starts = new IntList();
    for (int i = from; i < range.to; i++) {
      if (i == from || tokens.get(i).charAt(range.depth) != tokens.get(i - 1).charAt(range.depth)) {
        starts.add(i);
      }
    }
    starts.add(range.to);
    return starts.toArray();
  }

  /** The smallest base at which all children fall on free places. */
  private int freeBase(int[] childCodes, int firstFree) {
    int smallest = Arrays.stream(childCodes).min().orElseThrow();
    int largest = Arrays.stream(childCodes).max().orElseThrow();
    int candidate = Math.max(0, firstFree - smallest);
    while (true) {
      ensureCapacity(candidate + largest + 1);
      boolean free = true;
      for (int code : childCodes) {
        free &= check[candidate + code] == NONE;
      }
      if (free) {
        return candidate;
      }
      candidate++;
    }
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
