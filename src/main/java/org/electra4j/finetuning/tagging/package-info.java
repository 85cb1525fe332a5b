/** Labels for the words of sentences (original: {@code finetune/tagging}). */
package org.electra4j.finetuning.tagging;
