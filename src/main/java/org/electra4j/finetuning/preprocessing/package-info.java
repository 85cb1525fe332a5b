/**
 * From the files of tasks to features, with a cache of records (original: {@code preprocessing}).
 */
package org.electra4j.finetuning.preprocessing;
