package org.billfold.demo.ui

import org.billfold.demo.Screen
import org.billfold.demo.words.words

internal fun Screen.title(): String =
    when (this) {
        is Screen.Home -> "Your wallet"
        is Screen.Claims -> "Claims"
        is Screen.Health -> "Health"
        is Screen.Plans -> "Plans"
        is Screen.CardDetail -> "Insurance card"
        is Screen.ClaimDetail -> "Claim"
        is Screen.Medications -> "Medications"
        is Screen.MedicationDetail -> medication.name
        is Screen.Timeline -> "Timeline"
        is Screen.Kind -> kind.words()
        is Screen.Item -> item.title
        is Screen.Source -> "Record"
        is Screen.ConnectionDetail -> "Plan"
        is Screen.AddPlan -> "Add a plan"
        is Screen.AppSettings -> "Settings"
    }
