// The API as a JVM library: the hand-written sources of this directory over those that bindings/generate makes.
plugins {
    alias(libs.plugins.kotlin.jvm)
    alias(libs.plugins.dokka.javadoc)
    `java-library`
    `maven-publish`
}

group = "org.billfold"
version = "0.1.0"

val generated = layout.projectDirectory.dir("target/generated-sources/uniffi")

kotlin {
    jvmToolchain(17)
    sourceSets["main"].kotlin.srcDirs("src/main/kotlin", generated)
}

java {
    withSourcesJar()
    withJavadocJar()
}

dependencies {
    api(libs.coroutines.core)
    implementation(libs.jna)
}

val generate by tasks.registering(Exec::class) {
    workingDir = rootDir.resolve("../..")
    commandLine("bindings/generate")
}
tasks.named("compileKotlin") { dependsOn(generate) }
tasks.named("sourcesJar") { dependsOn(generate) }
tasks.named<Jar>("javadocJar") { from(tasks.named("dokkaGeneratePublicationJavadoc")) }

publishing {
    publications {
        register<MavenPublication>("release") {
            artifactId = "billfold"
            from(components["java"])
        }
    }
}
