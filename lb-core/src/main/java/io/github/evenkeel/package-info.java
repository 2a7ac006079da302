/**
 * The words everyone shares: what a backend is, what a call asks for, what it told us. Depends on nothing else here.
 */
@NullMarked
package io.github.evenkeel;

import org.jspecify.annotations.NullMarked;
