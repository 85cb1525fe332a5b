/** Charts of lines, in pages and as image files. */
package org.electra4j.study.chart;
