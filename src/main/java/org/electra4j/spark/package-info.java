/**
 * Work on a Spark cluster: datasets built by its executors from any Hadoop path, and workers that
 * train together started as the tasks of a barrier stage. The only package that uses Spark and
 * Hadoop, which are on the class path only where a command asks for them.
 */
package org.electra4j.spark;
