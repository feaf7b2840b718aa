// The app: one activity, and what only Android has.
plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
    alias(libs.plugins.kotlin.compose)
}

android {
    namespace = "org.billfold.demo.android"
    compileSdk = 36
    defaultConfig {
        applicationId = "org.billfold.demo"
        // From 30 on, one prompt of the platform takes a fingerprint, a face or the passcode.
        minSdk = 30
        targetSdk = 36
        versionCode = 1
        versionName = "0.1.0"
    }
    buildTypes {
        release {
            isMinifyEnabled = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"))
        }
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

kotlin {
    jvmToolchain(17)
}

dependencies {
    implementation(project(":ui"))
    implementation(libs.billfold.android)
    implementation(libs.coroutines.android)
    implementation(libs.activity.compose)
    implementation(libs.core)
    implementation(libs.work)
}
