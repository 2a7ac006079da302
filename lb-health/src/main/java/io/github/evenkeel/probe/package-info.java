/** Active probes: they ask each member on a schedule whether it can serve, and tell its pool what they heard. */
@NullMarked
package io.github.evenkeel.probe;

import org.jspecify.annotations.NullMarked;
