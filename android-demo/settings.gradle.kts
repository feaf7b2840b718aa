// The app as an Android team builds it. Maven's pom.xml beside it builds, tests and photographs what needs no Android: the
// same sources.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode = RepositoriesMode.FAIL_ON_PROJECT_REPOS
    repositories {
        google()
        mavenCentral()
        // The Kotlin half of rustls-platform-verifier, which its project serves from its own repository.
        maven("https://github.com/rustls/rustls-platform-verifier/raw/maven-archive/android-release-support/maven/") {
            content { includeGroup("rustls") }
        }
    }
}

rootProject.name = "billfold-demo"
include(":logic", ":ui", ":app")

// Billfold from this repository. An app elsewhere takes org.billfold:billfold-android from its Maven repository.
includeBuild("../bindings/kotlin") {
    dependencySubstitution {
        substitute(module("org.billfold:billfold")).using(project(":api"))
        substitute(module("org.billfold:billfold-android")).using(project(":android"))
    }
}
