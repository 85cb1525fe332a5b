/** Curves of a training, read from files and held against each other. */
package org.electra4j.training.curve;
