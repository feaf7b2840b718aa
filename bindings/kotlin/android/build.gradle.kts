// The AAR: the Android sources of this directory, and the Rust library for the two ABIs that phones and emulators have.
plugins {
    alias(libs.plugins.android.library)
    alias(libs.plugins.kotlin.android)
    `maven-publish`
}

group = "org.billfold"
version = "0.1.0"

val workspace = rootDir.resolve("../..")

android {
    namespace = "org.billfold.android"
    compileSdk = 36
    defaultConfig {
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    publishing {
        singleVariant("release") {
            withSourcesJar()
            withJavadocJar()
        }
    }
}

kotlin {
    jvmToolchain(17)
}

dependencies {
    // JNA comes as a jar with the API; Android wants its AAR, and never both.
    api(project(":api")) { exclude(group = "net.java.dev.jna", module = "jna") }
    implementation(variantOf(libs.jna) { artifactType("aar") })
    implementation(libs.coroutines.android)
    implementation(libs.androidx.activity)
    implementation(libs.androidx.browser)
    implementation(libs.androidx.startup)
    implementation("rustls:rustls-platform-verifier:${verifierVersion()}")
}

/** The Kotlin half must be of the version that Cargo chose for the Rust half. */
fun verifierVersion(): String {
    val lines = workspace.resolve("Cargo.lock").readLines()
    val crate = lines.indexOf("name = \"rustls-platform-verifier-android\"")
    check(crate >= 0) { "Cargo.lock names no rustls-platform-verifier-android" }
    return lines[crate + 1].substringAfter('"').substringBefore('"')
}

val nativeLibraries = layout.buildDirectory.dir("rustJniLibs")

// NDK r28 and newer align for 16 KB pages by themselves; the check below does not trust it. The standard library is built
// along, small, as .cargo/config.toml says: the one that comes with Rust is made for speed.
val buildNativeLibraries by tasks.registering(Exec::class) {
    workingDir = workspace
    val out = nativeLibraries.get().asFile.path
    commandLine(
        "cargo", "ndk", "--platform", "26", "-t", "arm64-v8a", "-t", "x86_64", "-o", out,
        "build", "--locked", "--release", "-p", "billfold-ffi", "-Zbuild-std=std,panic_unwind",
    )
    // Without it a stable Cargo does not build the standard library: how that is asked for may change with its version.
    environment("RUSTC_BOOTSTRAP", "1")
    outputs.dir(nativeLibraries)
    outputs.upToDateWhen { false } // Cargo knows better
}

val checkPageAlignment by tasks.registering(Exec::class) {
    dependsOn(buildNativeLibraries)
    workingDir = workspace
    commandLine("bindings/kotlin/android/check-alignment", nativeLibraries.get().asFile.path)
}

android.sourceSets["main"].jniLibs.srcDir(nativeLibraries)
tasks.named("preBuild") { dependsOn(checkPageAlignment) }

publishing {
    publications {
        register<MavenPublication>("release") {
            artifactId = "billfold-android"
            afterEvaluate { from(components["release"]) }
        }
    }
}
