package org.electra4j.finetuning.classification;

import java.util.List;

/**
 * Where the examples of a split are.
 *
 * @param folders names to look under for the file, in this order, each in place of the task's in
 *     {@code raw_data_dir}
 * @param file name of the file
 * @param rows what its rows hold
 */
record SplitLayout(List<String> folders, String file, RowLayout rows) {}
