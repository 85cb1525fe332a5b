package org.electra4j.study;

/**
 * What all records of a process have in common.
 *
 * @param version of the program
 * @param machine that it runs on
 */
record Provenance(String version, Machine machine) {}
