/** A fleet on loopback that misbehaves by chance, called for minutes: what fails must be the fleet's doing, and nothing may grow. */
@NullMarked
package io.github.evenkeel.examples.soak;

import org.jspecify.annotations.NullMarked;
