/** What a pick and a call cost, measured next to floors in the same run. */
@NullMarked
package io.github.evenkeel.examples.bench;

import org.jspecify.annotations.NullMarked;
