package io.github.evenkeel.okhttp;

import io.github.evenkeel.Outcome;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The user's classifier, whose bugs break no call: where it fails, with an Error or a sneaked exception too, the standard judges. */
final class Judge {
    private final Classifier classifier;
    private final Complaint complaint = new Complaint();

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

    private void complain(@Nullable Throwable bug) {
        String what = bug == null ? " returned null" : " failed";
        complaint.make("classifier " + classifier + what + "; the standard judges in such cases", bug);
    }
}
