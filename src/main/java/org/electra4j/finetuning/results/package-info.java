/**
 * What comes of fine-tuning: scores of trials with mean and deviation, GLUE's two overall numbers,
 * the files and tables that hold them, predictions on test sets and the submission to the
 * benchmark.
 */
package org.electra4j.finetuning.results;
