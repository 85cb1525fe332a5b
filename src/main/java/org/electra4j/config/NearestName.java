package org.electra4j.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds the name that a mistyped one was most likely meant to be. */
final class NearestName {
  private NearestName() {}

  /** The known name at the smallest edit distance; the first of several. */
  static String to(String name, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(k -> distance(name, k))).orElseThrow();
  }

  /** Levenshtein distance, one row of its table at a time. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
