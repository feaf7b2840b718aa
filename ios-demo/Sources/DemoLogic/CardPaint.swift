import Billfold
import Foundation

/// A colour of the screen, each part from 0 to 1.
struct Paint: Hashable, Sendable {
    let red: Double
    let green: Double
    let blue: Double

    /// A colour written as `#005eb8`.
    init?(hex: String) {
        let digits = hex.dropFirst()
        guard hex.first == "#", digits.count == 6, digits.allSatisfy(\.isHexDigit),
            let number = UInt32(digits, radix: 16)
        else { return nil }
        red = Double(number >> 16 & 0xff) / 255
        green = Double(number >> 8 & 0xff) / 255
        blue = Double(number & 0xff) / 255
    }

    /// How far it can be told from another, from 1 to 21 (WCAG 2.2).
    func contrast(to other: Paint) -> Double {
        let (one, two) = (luminance, other.luminance)
        return (max(one, two) + 0.05) / (min(one, two) + 0.05)
    }

    private var luminance: Double {
        func linear(_ part: Double) -> Double { part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4) }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}

/// The colours of an insurance card.
struct CardPaint: Hashable, Sendable {
    let ink: Paint
    let ground: Paint

    private static let house = CardPaint(ink: Paint(hex: "#ffffff")!, ground: Paint(hex: "#0f5468")!)
    private static let spent = CardPaint(ink: Paint(hex: "#ffffff")!, ground: Paint(hex: "#4c565b")!)

    /// The payer's own colours where it gives them and they can be read; the app's otherwise. A card that is not in force
    /// is grey.
    static func of(_ card: InsuranceCard) -> CardPaint {
        guard card.activity == .active else { return spent }
        guard let ink = card.colors?.foreground.flatMap(Paint.init), let ground = card.colors?.background.flatMap(Paint.init),
            ink.contrast(to: ground) >= 4.5
        else { return house }
        return CardPaint(ink: ink, ground: ground)
    }
}
