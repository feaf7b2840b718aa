package org.billfold.demo.ui

import org.billfold.demo.Screen
import org.billfold.demo.words.title
import org.billfold.demo.words.words

internal fun Screen.title(): String =
    when (this) {
        is Screen.Home -> "Your wallet"
        is Screen.Claims -> "Claims"
        is Screen.Health -> "Health"
        is Screen.Plans -> "Plans"
        is Screen.CardDetail -> "Insurance card"
        is Screen.ClaimDetail -> "Claim"
        is Screen.PriorAuthorizations -> "Prior authorizations"
        is Screen.PriorAuthorizationDetail -> "Prior authorization"
        is Screen.Medications -> "Medications"
        is Screen.MedicationDetail -> medication.name
        is Screen.Timeline -> "Timeline"
        is Screen.Kind -> kind.words()
        is Screen.Item -> item.title
        is Screen.Attachment -> item.parts[number]
        is Screen.Source -> "Record"
        is Screen.ConnectionDetail -> "Plan"
        is Screen.AddPlan -> "Add a plan"
        is Screen.People -> "People"
        is Screen.Directory -> "Find care"
        is Screen.DirectoryDetail -> entry.title()
        is Screen.Formulary -> "Covered drugs"
        is Screen.FormularyDetail -> drug.title()
        is Screen.Export -> "Export and share"
        is Screen.AppSettings -> "Settings"
    }
