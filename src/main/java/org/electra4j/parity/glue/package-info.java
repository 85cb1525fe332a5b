/** Results of fine-tuning held against published ones and against those of the original's code. */
package org.electra4j.parity.glue;
