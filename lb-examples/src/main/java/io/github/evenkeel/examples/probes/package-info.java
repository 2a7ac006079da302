/** A fleet on loopback under active checks: when its members are probed, by how many threads, and whom one that hangs or throws harms. */
@NullMarked
package io.github.evenkeel.examples.probes;

import org.jspecify.annotations.NullMarked;
