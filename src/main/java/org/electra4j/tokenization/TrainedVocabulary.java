package org.electra4j.tokenization;

import java.util.List;

/**
 * What {@link WordPieceTrainer} made.
 *
 * @param tokens the vocabulary: special tokens, then characters, then pieces in order of merging
 * @param characters how many of the tokens are single characters
 * @param words how many words the text had
 * @param distinctWords how many of them are distinct
 * @param unknownWords how many words became {@code [UNK]}: those of more than 200 characters, and
 *     those with a character beyond the limit of the alphabet
 */
public record TrainedVocabulary(
    List<String> tokens, int characters, long words, long distinctWords, long unknownWords) {}
