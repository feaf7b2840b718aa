// The models. Their tests need a desktop's native library: Maven runs them.
plugins {
    alias(libs.plugins.kotlin.jvm)
    `java-library`
}

kotlin {
    jvmToolchain(17)
    sourceSets["test"].kotlin.setSrcDirs(emptyList<String>())
}

dependencies {
    // Android has JNA as an AAR, from billfold-android.
    api(libs.billfold) { exclude(group = "net.java.dev.jna", module = "jna") }
    api(libs.coroutines.core)
    implementation(libs.serialization.json)
}
