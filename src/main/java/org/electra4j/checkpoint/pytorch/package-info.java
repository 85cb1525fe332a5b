/**
 * PyTorch's files of tensors. They hold Python pickles, which can run any code when Python loads
 * them; here nothing of a pickle is executed: a few opcodes and names that tensors need are
 * understood as data, everything else is refused by name.
 */
package org.electra4j.checkpoint.pytorch;
