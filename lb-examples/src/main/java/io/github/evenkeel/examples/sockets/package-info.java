/** What all examples with servers of their own need. */
@NullMarked
package io.github.evenkeel.examples.sockets;

import org.jspecify.annotations.NullMarked;
