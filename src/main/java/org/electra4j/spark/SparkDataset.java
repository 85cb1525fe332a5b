package org.electra4j.spark;

import org.electra4j.data.DatasetOptions;
import org.electra4j.tokenization.TextNormalization;

/**
 * A dataset to build. Places are Hadoop paths: {@code file:}, {@code hdfs:}, {@code s3a:} or
 * whatever Hadoop on the class path knows; without a scheme its default file system.
 *
 * @param corpusDir of text files, or of Parquet files
 * @param textColumn the column of Parquet files that holds a document a row
 * @param vocabFile a {@code vocab.txt} or {@code tokenizer.json}
 * @param outputDir where shards and manifest go; every executor must reach it
 * @param overwrite whether shards that are there may be replaced
 * @param options jobs become Spark's tasks
 */
public record SparkDataset(
    String corpusDir,
    String textColumn,
    String vocabFile,
    TextNormalization normalization,
    String outputDir,
    boolean overwrite,
    DatasetOptions options) {}
