plugins {
    alias(libs.plugins.android.library) apply false
    alias(libs.plugins.dokka.javadoc) apply false
    alias(libs.plugins.kotlin.android) apply false
    alias(libs.plugins.kotlin.jvm) apply false
}

// What a repository such as Maven Central demands of a publication.
subprojects {
    plugins.withId("maven-publish") {
        extensions.configure<PublishingExtension> {
            publications.withType<MavenPublication>().configureEach {
                pom {
                    name = "Billfold"
                    description = "A member's own health-plan records: sign-in, fetching, encrypted store, views"
                    licenses {
                        license { name = "MIT"; url = "https://opensource.org/license/mit" }
                        license { name = "Apache-2.0"; url = "https://www.apache.org/licenses/LICENSE-2.0" }
                    }
                }
            }
        }
    }
}
