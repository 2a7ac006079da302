/**
 * Pages with plots: inline SVG, one file, no script and nothing from the network. Colours keep apart for the colour-blind and
 * follow the reader's dark or light setting; exact values show on hover.
 */
@NullMarked
package io.github.evenkeel.examples.report;

import org.jspecify.annotations.NullMarked;
