/**
 * Question answering by spans: SQuAD 2.0 and 1.1 and the tasks of the MRQA workshop (original:
 * {@code finetune/qa}). Reading, windows over the context, the heads, n-best answers, the official
 * metrics.
 */
package org.electra4j.finetuning.qa;
