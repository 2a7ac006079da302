/**
 * Choosing: what a selector sees of a member, how it is compiled for a rotation, and one package-private class per strategy.
 * Adding a strategy is one class and one line in {@link io.github.evenkeel.select.Selectors}.
 */
@NullMarked
package io.github.evenkeel.select;

import org.jspecify.annotations.NullMarked;
