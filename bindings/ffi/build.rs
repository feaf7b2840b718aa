//! How the library is linked for Android, whoever links it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=android.ld");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "android") {
        // Pages of 16 KB, as Android 15 devices may have. Functions of the same instructions are kept once, and
        // relocations packed in the form that Android reads since version 6: a twentieth of the library.
        for argument in ["-z,max-page-size=16384", "--icf=all", "--pack-dyn-relocs=android"] {
            println!("cargo::rustc-cdylib-link-arg=-Wl,{argument}");
        }
        // Without what only a generator reads. A debug build may be generated from, and keeps it.
        if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
            println!("cargo::rustc-cdylib-link-arg={}/android.ld", env!("CARGO_MANIFEST_DIR"));
        }
    }
}
