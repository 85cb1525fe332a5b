/** Two runs held against each other: configuration, data, final metrics and curves. */
package org.electra4j.study.comparison;
