//! What the platform must be given before the first request.
//!
//! On Android the certificate verifier asks the platform through the application's context, and panics at the first
//! handshake without it. So the app's start hands it over, and a wallet does not open where that was forgotten.

use crate::BillfoldError;

/// Whether requests can be made.
pub(crate) fn ready() -> Result<(), BillfoldError> {
    #[cfg(target_os = "android")]
    if !android::initialized() {
        return Err(BillfoldError::Misconfigured {
            detail: "the native library was not initialized: keep org.billfold.android.BillfoldInitializer in the \
                     merged manifest, or call NativeLibrary.initialize(context) before Wallet.open"
                .to_owned(),
        });
    }
    Ok(())
}

#[cfg(target_os = "android")]
mod android {
    use std::sync::atomic::{AtomicBool, Ordering};

    use jni::EnvUnowned;
    use jni::objects::{JClass, JObject};
    use jni::sys::jboolean;

    static INITIALIZED: AtomicBool = AtomicBool::new(false);

    pub(super) fn initialized() -> bool {
        INITIALIZED.load(Ordering::Acquire)
    }

    /// `org.billfold.android.NativeLibrary.initializeTls`: hands the application's context to the certificate verifier.
    #[unsafe(no_mangle)]
    extern "system" fn Java_org_billfold_android_NativeLibrary_initializeTls<'caller>(
        mut env: EnvUnowned<'caller>,
        _class: JClass<'caller>,
        context: JObject<'caller>,
    ) -> jboolean {
        let outcome = env.with_env(|env| rustls_platform_verifier::android::init_with_env(env, context));
        let done = matches!(outcome.into_outcome(), jni::Outcome::Ok(()));
        INITIALIZED.fetch_or(done, Ordering::AcqRel);
        done
    }
}
