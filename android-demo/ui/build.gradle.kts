// The screens. Their tests run on Compose for desktop: Maven runs them.
plugins {
    alias(libs.plugins.android.library)
    alias(libs.plugins.kotlin.android)
    alias(libs.plugins.kotlin.compose)
}

android {
    namespace = "org.billfold.demo.ui"
    compileSdk = 36
    defaultConfig { minSdk = 30 }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets["test"].kotlin.setSrcDirs(emptyList<String>())
}

kotlin {
    jvmToolchain(17)
}

dependencies {
    api(project(":logic"))
    api(platform(libs.compose.bom))
    api(libs.compose.material3)
    implementation(libs.compose.icons)
    implementation(libs.zxing)
}
