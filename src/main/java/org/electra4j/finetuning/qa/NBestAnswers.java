package org.electra4j.finetuning.qa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.tokenization.BasicTokenizer;
import org.electra4j.tokenization.PythonStrings;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;

/**
 * Makes answers of what a model says of a question's windows (original: {@code
 * SpanBasedQAScorer.write_predictions}). Safe for use by several threads.
 */
final class NBestAnswers {
  /** Null score of a question without windows. */
  private static final float NO_WINDOW = 1_000_000f;

  private static final ScoredAnswer STAND_IN = new ScoredAnswer("empty", 1, 0, 0, -1, -1);

  /** A span of a window and its scores. */
  private record Candidate(int window, int start, int end, float startScore, float endScore) {}

  private final int nBestSize;
  private final int maxAnswerLength;
  private final boolean hasNullOdds;
  private final boolean nullIsClassified;
  private final Vocabulary vocabulary;
  private final BasicTokenizer tokenizer;

  NBestAnswers(QaFormat format, FinetuningConfig config, Vocabulary vocabulary) {
    this.nBestSize = config.nBestSize();
    this.maxAnswerLength = config.maxAnswerLength();
    this.hasNullOdds = format.hasImpossibleQuestions();
    this.nullIsClassified = config.answerableClassifier();
    this.vocabulary = vocabulary;
    this.tokenizer = new BasicTokenizer(TextNormalization.of(config.doLowerCase(), true));
  }

  /**
   * The prediction for a question.
   *
   * @param scores of its windows, in their order
   */
  QaPrediction predict(EncodedQuestion question, List<SpanScores> scores) {
    List<ScoredAnswer> answers = best(question, candidates(question, scores));
    if (answers.isEmpty()) {
      answers.add(STAND_IN);
    }
    float nullOdds = hasNullOdds ? nullOdds(scores, answers.get(0)) : 0;
    return new QaPrediction(question.example().id(), withProbabilities(answers), nullOdds);
  }

  private float nullOdds(List<SpanScores> scores, ScoredAnswer best) {
    float nullScore = NO_WINDOW;
    for (SpanScores window : scores) {
      if (window.nullScore() < nullScore) {
        nullScore = window.nullScore();
      }
    }
    return nullIsClassified ? nullScore : nullScore - best.startScore() - best.endScore();
  }

  /** All spans that may be answers, best first; of equal ones the first found. */
  private List<Candidate> candidates(EncodedQuestion question, List<SpanScores> scores) {
    List<Candidate> candidates = new ArrayList<>();
    for (int window = 0; window < scores.size(); window++) {
      SpanScores spans = scores.get(window);
      for (int i = 0; i < spans.starts().length; i++) {
        int start = spans.starts()[i];
        if (question.isDocumentToken(window, start) && question.hasMaxContext(window, start)) {
          addEnds(candidates, question, window, spans, i);
        }
      }
    }
    candidates.sort(
        Comparator.comparing(c -> SpanScores.descending(c.startScore() + c.endScore())));
    return candidates;
  }

  private void addEnds(
      List<Candidate> candidates, EncodedQuestion question, int window, SpanScores spans, int i) {
    int start = spans.starts()[i];
    int first = spans.firstEnd(i);
    for (int j = first; j < first + spans.endsPerStart(); j++) {
      int end = spans.ends()[j];
      if (question.isDocumentToken(window, end)
          && end >= start
          && end - start + 1 <= maxAnswerLength) {
        candidates.add(
            new Candidate(window, start, end, spans.startScores()[i], spans.endScores()[j]));
      }
    }
  }

  /** The first candidates of different text. */
  private List<ScoredAnswer> best(EncodedQuestion question, List<Candidate> candidates) {
    List<ScoredAnswer> answers = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Candidate candidate : candidates) {
      if (answers.size() >= nBestSize) {
        break;
      }
      ScoredAnswer answer = answer(question, candidate);
      if (seen.add(answer.text())) {
        answers.add(answer);
      }
    }
    return answers;
  }

  private ScoredAnswer answer(EncodedQuestion question, Candidate candidate) {
    EncodedDocument encoded = question.document();
    Document document = encoded.document();
    int firstToken = question.tokenAt(candidate.window(), candidate.start());
    int lastToken = question.tokenAt(candidate.window(), candidate.end());
    int firstWord = encoded.wordOfToken()[firstToken];
    String original = document.words(firstWord, encoded.wordOfToken()[lastToken]);
    FinalText part = FinalText.of(words(encoded, firstToken, lastToken), original, tokenizer);
    return new ScoredAnswer(
        original.substring(part.start(), part.end()),
        0,
        candidate.startScore(),
        candidate.endScore(),
        document.offsetInText(firstWord, part.start()),
        document.offsetInText(firstWord, part.end() - 1) + 1);
  }

  /** Tokens joined to words again. */
  private String words(EncodedDocument encoded, int firstToken, int lastToken) {
    StringBuilder tokens = new StringBuilder();
    for (int i = firstToken; i <= lastToken; i++) {
      tokens.append(i == firstToken ? "" : " ").append(vocabulary.token(encoded.ids()[i]));
    }
    String joined = tokens.toString().replace(" ##", "").replace("##", "");
    return String.join(" ", PythonStrings.split(joined));
  }

  private static List<ScoredAnswer> withProbabilities(List<ScoredAnswer> answers) {
    double[] probabilities = softmax(answers);
    List<ScoredAnswer> result = new ArrayList<>();
    for (int i = 0; i < probabilities.length; i++) {
      ScoredAnswer a = answers.get(i);
      result.add(
          new ScoredAnswer(
              a.text(), probabilities[i], a.startScore(), a.endScore(), a.start(), a.end()));
    }
    return List.copyOf(result);
  }

  /** Over scores that are ordered from large to small. */
  private static double[] softmax(List<ScoredAnswer> answers) {
    float largest = answers.get(0).score();
    double[] values =
        answers.stream().mapToDouble(a -> Math.exp((double) (a.score() - largest))).toArray();
    double sum = Arrays.stream(values).sum();
    return Arrays.stream(values).map(v -> v / sum).toArray();
  }
}
