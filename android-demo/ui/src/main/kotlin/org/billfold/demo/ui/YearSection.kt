package org.billfold.demo.ui

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import org.billfold.YearSums
import org.billfold.YearToDate
import org.billfold.demo.words.counted
import org.billfold.demo.words.named
import org.billfold.demo.words.notStated
import org.billfold.demo.words.words

/** What the member owes this year, plan by plan and person by person, and what it is made of. */
@Composable
internal fun YearSection(year: YearToDate) = Section("What you owe in ${year.year}") {
    if (year.sums.isEmpty()) ListRow("No claims of this year yet")
    Rows(year.sums) { sums -> YearRow(sums) }
}

@Composable
private fun YearRow(sums: YearSums) = ListRow(
    title = listOfNotNull(sums.payerName, sums.patientName).joinToString(", "),
    subtitle = sums.named().joinToString("\n") { (name, amount) -> "$name $amount" },
    end = sums.memberOwes.words() ?: "Not stated",
    endNote = "from ${counted(sums.claims.toLong(), "claim")}",
    footer = sums.notStated()?.let { { Text(it, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.tertiary) } },
)
