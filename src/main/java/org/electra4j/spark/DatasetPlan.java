package org.electra4j.spark;

import java.io.Serializable;
import org.electra4j.data.DatasetOptions;
import org.electra4j.tokenization.TextNormalization;

/**
 * What every task has to know.
 *
 * @param textColumn of Parquet files
 * @param vocabularyName the name of the vocabulary's file, whose ending tells what it is
 * @param vocabulary its bytes
 * @param workDirectory under which each attempt has a directory of its own, a Hadoop path
 */
record DatasetPlan(
    InputFiles inputs,
    String textColumn,
    String vocabularyName,
    byte[] vocabulary,
    TextNormalization normalization,
    DatasetOptions options,
    String workDirectory)
    implements Serializable {}
