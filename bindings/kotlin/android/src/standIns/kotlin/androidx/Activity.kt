package androidx.activity

import android.app.Activity
import androidx.activity.result.ActivityResultCaller

open class ComponentActivity : Activity(), ActivityResultCaller
