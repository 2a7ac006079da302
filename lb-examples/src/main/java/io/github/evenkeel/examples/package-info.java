/** What the library does, shown: the tour, incidents, the simulator and the benchmarks. */
@NullMarked
package io.github.evenkeel.examples;

import org.jspecify.annotations.NullMarked;
