package org.electra4j.demo;

import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * As much English inflection as the demo's grammar needs: regular endings and a table of the rest.
 */
final class English {
  private static final Pattern ARTICLE = Pattern.compile("\\b([Aa]) (?=[aeiou])");
  private static final Pattern SENTENCE_START = Pattern.compile("(?:^|[.!?] )\"?[a-z]");
  private static final Pattern DOUBLES_ITS_LAST_LETTER =
      Pattern.compile("[^aeiou]+[aeiou][bdgmnprt]");

  private final Map<String, String> irregularPlurals;
  private final Map<String, String> irregularPasts;

  English(Map<String, String> irregularPlurals, Map<String, String> irregularPasts) {
    this.irregularPlurals = irregularPlurals;
    this.irregularPasts = irregularPasts;
  }

  /** The plural of a noun or of a phrase that ends in it: goods train, goods trains. */
  String plural(String noun) {
    int last = noun.lastIndexOf(' ') + 1;
    String word = noun.substring(last);
    return noun.substring(0, last) + irregularPlurals.getOrDefault(word, withS(word));
  }

  /** The past tense of a verb or of a phrase that starts with it: roll out, rolled out. */
  String past(String verb) {
    int end = endOfFirstWord(verb);
    String word = verb.substring(0, end);
    return irregularPasts.getOrDefault(word, withEd(word)) + verb.substring(end);
  }

  /** The present tense that agrees with a subject in the third person. */
  String present(String verb, boolean plural) {
    if (verb.equals("be")) {
      return plural ? "are" : "is";
    }
    if (plural) {
      return verb;
    }
    if (verb.equals("have")) {
      return "has";
    }
    int end = endOfFirstWord(verb);
    return withS(verb.substring(0, end)) + verb.substring(end);
  }

  /** The text with a as an before vowels, and with capital letters where sentences start. */
  static String finish(String text) {
    String articles = ARTICLE.matcher(text).replaceAll("$1n ");
    return SENTENCE_START.matcher(articles).replaceAll(English::upperCase);
  }

  private static String upperCase(MatchResult start) {
    return start.group().toUpperCase(Locale.ROOT);
  }

  private static int endOfFirstWord(String phrase) {
    int space = phrase.indexOf(' ');
    return space < 0 ? phrase.length() : space;
  }

  private static String withS(String word) {
    if (endsInConsonantAndY(word)) {
      return word.substring(0, word.length() - 1) + "ies";
    }
    boolean hisses = word.matches(".*(s|x|z|ch|sh)");
    return word + (hisses ? "es" : "s");
  }

  private static String withEd(String word) {
    if (word.endsWith("e")) {
      return word + "d";
    }
    if (endsInConsonantAndY(word)) {
      return word.substring(0, word.length() - 1) + "ied";
    }
    boolean doubles = DOUBLES_ITS_LAST_LETTER.matcher(word).matches();
    return (doubles ? word + word.charAt(word.length() - 1) : word) + "ed";
  }

  private static boolean endsInConsonantAndY(String word) {
    return word.matches(".*[^aeiou]y");
  }
}
