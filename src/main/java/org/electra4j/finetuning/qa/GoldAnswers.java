package org.electra4j.finetuning.qa;

import java.util.List;

/**
 * The accepted answers to a question.
 *
 * @param id of the question
 * @param texts as its file has them; empty if there is none
 */
record GoldAnswers(String id, List<String> texts) {}
