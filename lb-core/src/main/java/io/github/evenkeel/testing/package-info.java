/** Virtual time, for tests of applications that use a pool as well as for our own and the simulator. */
@NullMarked
package io.github.evenkeel.testing;

import org.jspecify.annotations.NullMarked;
