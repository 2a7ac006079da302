package io.github.evenkeel.okhttp;

import io.github.evenkeel.Outcome;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The user's classifier, whose bugs break no call: where it fails, with an Error or a sneaked exception too, the standard judges. */
final class Judge {
    private static final Logger LOG = LoggerFactory.getLogger(LoadBalancingInterceptor.class);

    private final Classifier classifier;
    private final AtomicBoolean complained = new AtomicBoolean();

    Judge(Classifier classifier) {
        this.classifier = classifier;
    }

    Outcome of(Response response) {
        try {
            Outcome outcome = classifier.ofResponse(response);
            if (outcome != null) return outcome;
            complain(null);
        } catch (Throwable bug) {
            complain(bug);
        }
        return Classifier.standard().ofResponse(response);
    }

    Outcome of(Call call, IOException failure, boolean sent) {
        try {
            Outcome outcome = classifier.ofFailure(call, failure, sent);
            if (outcome != null) return outcome;
            complain(null);
        } catch (Throwable bug) {
            complain(bug);
        }
        return Classifier.standard().ofFailure(call, failure, sent);
    }

    /** Once: a classifier that fails may fail for each call. */
    private void complain(@Nullable Throwable bug) {
        if (!complained.compareAndSet(false, true)) return;
        if (bug == null) LOG.warn("classifier {} returned null; the standard judges in such cases", classifier);
        else LOG.warn("classifier {} failed; the standard judges in such cases", classifier, bug);
    }
}
