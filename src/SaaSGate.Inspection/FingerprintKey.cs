namespace SaaSGate.Inspection;

/// <summary>What fingerprints of one month derive from. It dies with what was recorded in its month.</summary>
/// <param name="Month">First day of the month, UTC.</param>
/// <param name="Key">32 bytes.</param>
public sealed record FingerprintKey(DateOnly Month, ReadOnlyMemory<byte> Key)
{
    /// <summary>The month that an instant lies in.</summary>
    public static DateOnly MonthOf(DateTimeOffset at) => new(at.UtcDateTime.Year, at.UtcDateTime.Month, 1);

    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => $"{nameof(FingerprintKey)} {Month:yyyy-MM}";
}
