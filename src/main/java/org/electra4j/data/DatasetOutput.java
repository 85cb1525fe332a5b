package org.electra4j.data;

import java.nio.file.Path;

/**
 * Where a dataset goes.
 *
 * @param directory of the shards
 * @param overwrite whether shards that are there may be replaced
 */
public record DatasetOutput(Path directory, boolean overwrite) {}
