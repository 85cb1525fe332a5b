/** What a fine-tuning task is, and its examples as a model takes them (original: {@code task}). */
package org.electra4j.finetuning.task;
