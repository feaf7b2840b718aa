@file:Suppress("UNUSED_PARAMETER")

package androidx.work

import android.content.Context
import java.util.concurrent.TimeUnit

abstract class WorkerParameters

abstract class ListenableWorker(val applicationContext: Context) {
    abstract class Result {
        companion object {
            @JvmStatic
            fun success(): Result = throw NotImplementedError()

            @JvmStatic
            fun retry(): Result = throw NotImplementedError()
        }
    }
}

abstract class CoroutineWorker(context: Context, parameters: WorkerParameters) : ListenableWorker(context) {
    abstract suspend fun doWork(): Result
}

enum class NetworkType { UNMETERED }

enum class ExistingPeriodicWorkPolicy { KEEP }

class Constraints private constructor() {
    class Builder {
        fun setRequiredNetworkType(type: NetworkType): Builder = throw NotImplementedError()

        fun setRequiresBatteryNotLow(required: Boolean): Builder = throw NotImplementedError()

        fun build(): Constraints = throw NotImplementedError()
    }
}

class PeriodicWorkRequest private constructor() {
    class Builder(worker: Class<out ListenableWorker>, interval: Long, unit: TimeUnit) {
        fun setConstraints(constraints: Constraints): Builder = throw NotImplementedError()

        fun build(): PeriodicWorkRequest = throw NotImplementedError()
    }
}

abstract class WorkManager {
    abstract fun enqueueUniquePeriodicWork(name: String, policy: ExistingPeriodicWorkPolicy, request: PeriodicWorkRequest): Any

    companion object {
        @JvmStatic
        fun getInstance(context: Context): WorkManager = throw NotImplementedError()
    }
}
