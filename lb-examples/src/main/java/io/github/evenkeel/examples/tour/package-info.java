/**
 * The tour: real servers, a real client, and the things that go wrong in production, in under a minute. Each act is judged by what
 * the servers counted.
 */
@NullMarked
package io.github.evenkeel.examples.tour;

import org.jspecify.annotations.NullMarked;
