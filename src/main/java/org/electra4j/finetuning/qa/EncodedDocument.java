package org.electra4j.finetuning.qa;

import java.util.Arrays;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.IntList;

/**
 * The tokens of a document.
 *
 * @param document what was tokenized, word by word
 * @param ids [tokens]
 * @param wordOfToken [tokens]: the word that a token is of ({@code tok_to_orig_index})
 * @param firstTokenOfWord [words]: {@code orig_to_tok_index}; a word without tokens has that of the
 *     next word
 */
public record EncodedDocument(
    Document document, int[] ids, int[] wordOfToken, int[] firstTokenOfWord) {

  static EncodedDocument of(Document document, FullTokenizer tokenizer) {
    IntList ids = new IntList();
    IntList wordOfToken = new IntList();
    int[] firstTokenOfWord = new int[document.words()];
    for (int word = 0; word < document.words(); word++) {
      firstTokenOfWord[word] = ids.size();
      tokenizer.encode(document.word(word), ids);
      while (wordOfToken.size() < ids.size()) {
        wordOfToken.add(word);
      }
    }
    return new EncodedDocument(document, ids.toArray(), wordOfToken.toArray(), firstTokenOfWord);
  }

  /**
   * The first and last token of an answer: those of its words, narrowed to the tokens of its text
   * where they stand in there (original: {@code _improve_answer_span}).
   *
   * @param answerIds the tokens of its text
   */
  int[] tokensOf(QaExample.Answer answer, int[] answerIds) {
    int first = firstTokenOfWord[answer.firstWord()];
    int last =
        answer.lastWord() < document.words() - 1
            ? firstTokenOfWord[answer.lastWord() + 1] - 1
            : ids.length - 1;
    return improve(ids, first, last, answerIds);
  }

  /**
   * The first place of {@code answerIds} within the tokens {@code first} to {@code last}, or those
   * two if there is none.
   */
  public static int[] improve(int[] ids, int first, int last, int[] answerIds) {
    if (answerIds.length > 0) {
      for (int start = first; start + answerIds.length - 1 <= last; start++) {
        int end = start + answerIds.length;
        if (Arrays.equals(ids, start, end, answerIds, 0, answerIds.length)) {
          return new int[] {start, end - 1};
        }
      }
    }
    return new int[] {first, last};
  }
}
