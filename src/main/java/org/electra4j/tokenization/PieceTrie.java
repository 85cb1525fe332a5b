package org.electra4j.tokenization;

/**
 * The tokens of a vocabulary as a trie over UTF-16 code units, for greedy longest-match splitting.
 * Laid out as a double array (Aoe 1989): the child of {@code node} by a unit of code {@code c} is
 * at {@code base[node] + c} if {@code check} there names {@code node}. Immutable.
 */
final class PieceTrie {
  static final int ROOT = 0;
  static final int NONE = -1;

  private final int unknownId;
  private final int continuationRoot;
  private final char[] codes;
  private final int[] base;
  private final int[] check;
  private final int[] ids;

  /**
   * The parts that {@link PieceTrieBuilder} makes.
   *
   * @param codes the code of each UTF-16 unit, 0 if no token has it
   * @param base where the children of each node lie
   * @param check the parent of each node, or {@link #NONE} at places that are not used
   * @param ids the id of the token that ends at each node, or {@link #NONE}
   */
  PieceTrie(char[] codes, int[] base, int[] check, int[] ids, int unknownId) {
    this.codes = codes;
    this.base = base;
    this.check = check;
    this.ids = ids;
    this.unknownId = unknownId;
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
}
