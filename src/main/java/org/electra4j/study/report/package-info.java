/**
 * What a study found: its tables and figures with the published numbers beside them, as a page, as
 * Markdown and as files for papers.
 */
package org.electra4j.study.report;
