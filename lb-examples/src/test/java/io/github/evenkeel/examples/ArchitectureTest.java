package io.github.evenkeel.examples;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What may know what, over the main classes of all four modules. */
class ArchitectureTest {
    private static final String WORDS = "io.github.evenkeel";
    private static final String SELECT = "io.github.evenkeel.select..";
    private static final String HEALTH = "io.github.evenkeel.health..";
    private static final String RETRY = "io.github.evenkeel.retry..";
    private static final String DISCOVERY = "io.github.evenkeel.discovery..";
    private static final String POOL = "io.github.evenkeel.pool..";
    private static final String TESTING = "io.github.evenkeel.testing..";
    private static final String PROBE = "io.github.evenkeel.probe..";
    private static final String OKHTTP = "io.github.evenkeel.okhttp..";
    private static final String EXAMPLES = "io.github.evenkeel.examples..";

    private static final String OURS = "io.github.evenkeel..";
    private static final String[] CORE = {WORDS, SELECT, HEALTH, RETRY, DISCOVERY, POOL, TESTING};

    /** The one class, with what is nested in it, that may read the clock and the dice of the machine. */
    private static final String AMBIENT = "io\\.github\\.evenkeel\\.pool\\.Ambient(\\$.*)?";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.evenkeel");

    @Test
    void theRulesSeeTheClassesOfAllFourModules() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName))
                .contains(
                        "io.github.evenkeel",
                        "io.github.evenkeel.probe",
                        "io.github.evenkeel.okhttp",
                        "io.github.evenkeel.examples");
    }

    @Test
    void theSharedWordsDependOnNothingOfOurs() {
        check(ofOursOnly(WORDS));
    }

    @Test
    void selectionKnowsOnlyTheSharedWords() {
        check(ofOursOnly(SELECT, WORDS));
    }

    @Test
    void healthKnowsOnlyTheSharedWords() {
        check(ofOursOnly(HEALTH, WORDS));
    }

    @Test
    void retriesKnowOnlyTheSharedWords() {
        check(ofOursOnly(RETRY, WORDS));
    }

    @Test
    void discoveryKnowsOnlyTheSharedWords() {
        check(ofOursOnly(DISCOVERY, WORDS));
    }

    @Test
    void virtualTimeKnowsOnlyTheSharedWords() {
        check(ofOursOnly(TESTING, WORDS));
    }

    @Test
    void thePoolTiesTheOthersTogetherAndKnowsNothingAboveIt() {
        check(ofOursOnly(POOL, WORDS, SELECT, HEALTH, RETRY, DISCOVERY));
    }

    @Test
    void noPackagesFormACircle() {
        check(slices().matching("io.github.(**)").should().beFreeOfCycles());
    }

    @Test
    void theOkHttpAdapterKnowsNothingOfTheProbes() {
        check(noClasses()
                .that()
                .resideInAPackage(OKHTTP)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PROBE));
    }

    @Test
    void theProbesKnowNothingOfTheOkHttpAdapter() {
        check(noClasses()
                .that()
                .resideInAPackage(PROBE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(OKHTTP));
    }

    @Test
    void theCoreKnowsNeitherItsAdaptersNorHttp() {
        check(noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PROBE, OKHTTP, "okhttp3..", "okio..", "java.net.http.."));
    }

    @Test
    void nothingDependsOnTheExamples() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(EXAMPLES)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(EXAMPLES));
    }

    @Test
    void onlyAmbientReadsTheClockAndTheDiceOfTheMachine() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(EXAMPLES)
                .and()
                .haveNameNotMatching(AMBIENT)
                .should()
                .accessTargetWhere(readsClockOrDice()));
    }

    @Test
    void noLibraryClassHasANameThatSaysLittle() {
        check(noClasses().that().resideOutsideOfPackage(EXAMPLES).should(be(namedEmptily())));
    }

    /** Of our own packages, the classes of {@code from} may use only their own and the {@code allowed} ones. */
    private static ArchRule ofOursOnly(String from, String... allowed) {
        return noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat(
                        resideInAPackage(OURS).and(not(resideInAPackage(from))).and(not(resideInAnyPackage(allowed))));
    }

    private static DescribedPredicate<JavaClass> namedEmptily() {
        String vagueWord = "(.*(Manager|Helper|Utils?|Impl)([A-Z0-9].*)?)|((Abstract|Default)([A-Z0-9].*)?)";
        return DescribedPredicate.describe(
                "named Manager, Helper, Util, Impl, Abstract… or Default…",
                type -> type.getSimpleName().matches(vagueWord));
    }

    private static DescribedPredicate<JavaAccess<?>> readsClockOrDice() {
        return DescribedPredicate.describe("reads the clock or the dice of the machine, or sleeps", access -> {
            JavaClass owner = access.getTargetOwner();
            String name = access.getName();
            if (owner.isEquivalentTo(System.class)) {
                return name.equals("nanoTime") || name.equals("currentTimeMillis");
            }
            if (owner.isEquivalentTo(Clock.class)) {
                return name.startsWith("system") || name.startsWith("tick");
            }
            if (owner.getPackageName().startsWith("java.time")) {
                return name.equals("now");
            }
            if (owner.isEquivalentTo(Random.class) || owner.isEquivalentTo(SplittableRandom.class)) {
                return name.equals("<init>") && access.getTarget().getFullName().endsWith("()");
            }
            return owner.isEquivalentTo(ThreadLocalRandom.class)
                    || (owner.isEquivalentTo(Math.class) && name.equals("random"))
                    || (owner.isEquivalentTo(Thread.class) && name.equals("sleep"))
                    || (owner.isEquivalentTo(TimeUnit.class) && name.equals("sleep"));
        });
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
