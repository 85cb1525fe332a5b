package org.electra4j.study;

import java.nio.file.Path;
import java.util.Optional;
import org.electra4j.study.plan.StudyPlan;

/**
 * A plan and the places on this machine.
 *
 * @param plan what to do
 * @param corpusDir text files to learn from, or empty where {@code dataDir} has vocabulary and
 *     records
 * @param dataDir has {@code finetuning_data/<task>}; without a corpus also {@code vocab.txt} and
 *     {@code pretrain_tfrecords}
 * @param layout of the study's directory
 * @param version of the program
 */
public record StudyOptions(
    StudyPlan plan, Optional<Path> corpusDir, Path dataDir, StudyLayout layout, String version) {}
