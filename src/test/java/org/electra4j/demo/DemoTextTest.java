package org.electra4j.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoTextTest {
  private static final String TEXT = DemoText.text(DemoText.documents(1, 300_000));

  @Test
  void sameSeedWritesTheSameTextAndAnotherSeedAnother() {
    String again = DemoText.text(DemoText.documents(1, 300_000));
    String other = DemoText.text(DemoText.documents(2, 300_000));

    assertThat(again).isEqualTo(TEXT);
    assertThat(other).isNotEqualTo(TEXT);
  }

  @Test
  void hasTheSizeAskedForAndEndsWithAWholeDocument() {
    assertThat(TEXT.length()).isBetween(300_000, 302_000);
    assertThat(TEXT).endsWith(".\n\n");
  }

  @Test
  void hasManyWordsAndFewOfThemTakeMostOfTheText() {
    Map<String, Integer> counts = new HashMap<>();
    for (String word : TEXT.toLowerCase(Locale.ROOT).split("[^a-z]+", -1)) {
      counts.merge(word, 1, Integer::sum);
    }

    long common = counts.values().stream().filter(n -> n >= 10).count();
    assertThat(common).isGreaterThan(500);
    assertThat(counts.get("the")).isLessThan(TEXT.split("\\s+", -1).length / 6);
  }

  @Test
  void everySentenceIsFinished() {
    for (String line : TEXT.split("\n", -1)) {
      if (!line.isEmpty()) {
        assertThat(line).matches("[\"A-Z].*[.!?]\"?").doesNotContain("{", "}", "|", "  ");
        assertThat(line).doesNotContainPattern("\\b[Aa] [aeiou]");
      }
    }
  }

  @Test
  void verbsAgreeWithTheirSubjects() {
    Matcher animals = Pattern.compile("The (\\w+) (eats?) \\w+ and (sleeps?) in").matcher(TEXT);
    Set<String> seen = new TreeSet<>();
    while (animals.find()) {
      boolean plural = animals.group(1).matches("cows|hens|pigs|goats|rabbits|geese");
      boolean both = animals.group(1).equals("sheep");
      assertThat(animals.group(2).equals("eat")).isEqualTo(animals.group(3).equals("sleep"));
      assertThat(both || animals.group(2).equals(plural ? "eat" : "eats")).isTrue();
      seen.add(animals.group(2));
    }

    assertThat(seen).containsExactly("eat", "eats");
  }

  @Test
  void wordsOfOneRowStandTogether() {
    Matcher fish = Pattern.compile("With an? (\\w+) as bait \\w+ caught an? (\\w+)").matcher(TEXT);
    Map<String, Set<String>> caught = new HashMap<>();
    while (fish.find()) {
      caught.computeIfAbsent(fish.group(1), bait -> new HashSet<>()).add(fish.group(2));
    }

    assertThat(caught).containsEntry("worm", Set.of("carp")).containsEntry("fly", Set.of("trout"));
  }

  @Test
  void pronounsFollowTheHero() {
    Grammar grammar = Grammar.bundled();
    for (int seed = 0; seed < 50; seed++) {
      Story story = new Story(grammar, new Random(seed));
      String[] words = story.sentence("{hero} {he} {him} {his} {friend}").split(" ", -1);

      boolean woman =
          List.of("Anna Clara Edith Greta Helen Ida Julia Martha Nora Rosa Sara Wilma".split(" "))
              .contains(words[0]);
      assertThat(words[1]).isEqualTo(woman ? "she" : "he");
      assertThat(words[4]).isNotEqualTo(words[0]);
    }
  }

  @Test
  void everyTemplateOfEveryTopicCanBeFilledIn() {
    Grammar grammar = Grammar.bundled();
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      Story story = new Story(grammar, random);
      grammar.openings().forEach(story::sentence);
      grammar.common().forEach(story::sentence);
      grammar.closings().forEach(story::sentence);
    }
    assertThat(DemoText.documents(4, 2_000_000)).hasSizeGreaterThan(2000);
  }

  @Test
  void englishInflectsRegularAndIrregularWords() {
    English english = Grammar.bundled().english();

    assertThat(english.plural("old man")).isEqualTo("old men");
    assertThat(english.plural("cherry")).isEqualTo("cherries");
    assertThat(english.plural("bench")).isEqualTo("benches");
    assertThat(english.past("roll out")).isEqualTo("rolled out");
    assertThat(english.past("trim")).isEqualTo("trimmed");
    assertThat(english.past("write")).isEqualTo("wrote");
    assertThat(english.present("carry", false)).isEqualTo("carries");
    assertThat(english.present("be", true)).isEqualTo("are");
    assertThat(English.finish("a eagle saw a mouse. it was grey."))
        .isEqualTo("An eagle saw a mouse. It was grey.");
  }
}
