/**
 * Programs that the README quotes: what stands between their markers is what it shows. Each runs against two servers whose ports
 * are given as arguments, or against two of its own.
 */
@NullMarked
package io.github.evenkeel.examples.readme;

import org.jspecify.annotations.NullMarked;
