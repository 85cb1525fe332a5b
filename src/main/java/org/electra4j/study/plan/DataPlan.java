package org.electra4j.study.plan;

/**
 * How text becomes examples.
 *
 * @param tokenizer "wordpiece" or "bpe" (byte-level)
 * @param vocabSize tokens wanted; a small text gives fewer
 * @param minFrequency how often a pair occurs to be merged
 * @param segments "static": pairs of segments, written once; "dynamic": a random window of each
 *     document, drawn anew at each visit
 * @param numProcesses parts in which the text is worked through; the records depend on it
 * @param numOutFiles record files
 * @param maxSeqLength tokens of an example
 * @param heldOutShare share of the documents kept for evaluation; 0: evaluate on the training data
 * @param seed of the examples
 */
public record DataPlan(
    String tokenizer,
    int vocabSize,
    int minFrequency,
    String segments,
    int numProcesses,
    int numOutFiles,
    int maxSeqLength,
    double heldOutShare,
    long seed) {}
