/** The OkHttp adapter: an interceptor that steers each call to a member of its pool, with retries, routes and affinity. */
@NullMarked
package io.github.evenkeel.okhttp;

import org.jspecify.annotations.NullMarked;
